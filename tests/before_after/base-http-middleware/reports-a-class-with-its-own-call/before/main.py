from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware


class Middle(BaseHTTPMiddleware):
    async def __call__(self, scope, receive, send):
        if scope["path"] == "/metrics":
            return await self.app(scope, receive, send)
        await super().__call__(scope, receive, send)

    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-Middle"] = "1"
        return response


app = FastAPI()
app.add_middleware(Middle)
