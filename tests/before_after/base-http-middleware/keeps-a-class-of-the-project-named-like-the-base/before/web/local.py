class BaseHTTPMiddleware:
    async def dispatch(self, request, call_next):
        raise NotImplementedError


class Local(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except Exception:
            return None
