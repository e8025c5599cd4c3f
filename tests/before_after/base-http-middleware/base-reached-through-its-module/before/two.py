import starlette.middleware.base


class Two(starlette.middleware.base.BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-Two"] = "2"
        return response
