from web import BaseHTTPMiddleware, Request

VERSION = "4.2"


class VersionHeader(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        response = await call_next(request)
        response.headers["X-Version"] = VERSION
        return response
