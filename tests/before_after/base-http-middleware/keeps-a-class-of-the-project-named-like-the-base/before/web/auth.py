from web.base import BaseHTTPMiddleware


class Auth(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        return response
