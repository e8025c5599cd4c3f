from starlette.middleware.base import BaseHTTPMiddleware


class ByName(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return await call_next(request)


class ByPatch(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return await call_next(request)


class ByKeyword(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return await call_next(request)


class ByObject(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return await call_next(request)
