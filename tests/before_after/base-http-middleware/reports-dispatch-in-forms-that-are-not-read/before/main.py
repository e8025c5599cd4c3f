from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware

app = FastAPI()


class Stars(BaseHTTPMiddleware):
    async def dispatch(self, *args):
        request, call_next = args
        return await call_next(request)


class NotAsync(BaseHTTPMiddleware):
    def dispatch(self, request, call_next):
        request.state.seen = True
        return call_next(request)


class Given(BaseHTTPMiddleware):
    def __init__(self, app, function):
        super().__init__(app)
        self.dispatch_func = function


class Meta(type):
    pass


class WithMeta(BaseHTTPMiddleware, metaclass=Meta):
    async def dispatch(self, request, call_next):
        return await call_next(request)


app.add_middleware(Stars)
app.add_middleware(NotAsync)
app.add_middleware(WithMeta)
