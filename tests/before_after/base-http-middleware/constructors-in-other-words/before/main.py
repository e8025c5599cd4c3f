from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware

app = FastAPI()


class First(BaseHTTPMiddleware):
    def __init__(self, asgi, /, *, name="first") -> None:
        # The base keeps it as self.app.
        self.name = name.upper()
        super().__init__(asgi)

    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-First"] = self.name
        return response


class Second(BaseHTTPMiddleware):
    registry: list["Second"] = []

    def __init__(self, app, dispatch=None, **options):
        super().__init__(app, dispatch)
        self.options = options
        self.registry.append(self)

    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-Second"] = ",".join(sorted(self.options))
        return response


class Third(BaseHTTPMiddleware):
    def __init__(self, app: FastAPI):
        """Nothing but the base."""
        super().__init__(app=app, dispatch=self.dispatch)

    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-Third"] = type(self.app).__name__
        return response


app.add_middleware(Third)
app.add_middleware(Second, b=1, a=2)
app.add_middleware(First, name="one")
