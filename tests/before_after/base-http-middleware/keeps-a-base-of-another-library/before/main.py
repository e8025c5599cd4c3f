from nats_api.middleware import BaseHTTPMiddleware
from starlette.applications import Starlette
from starlite.middleware.base import BaseHTTPMiddleware as Other

app = Starlette()


class A(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return await call_next(request)


class B(Other):
    async def dispatch(self, request, call_next):
        return await call_next(request)


app.add_middleware(A)
app.add_middleware(B)
