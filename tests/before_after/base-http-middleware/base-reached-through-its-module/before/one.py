from starlette.middleware import base


class One(base.BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-One"] = request.url.path
        return response
