from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware


class Middle(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        async def receive():
            return {"type": "http.request", "body": b"{}", "more_body": False}

        request._receive = receive
        request._body = b"{}"
        return await call_next(request)


app = FastAPI()
app.add_middleware(Middle)
