from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware


class Middle(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-Middle"] = "1"
        return response


app = FastAPI()
app.add_middleware(Middle)
