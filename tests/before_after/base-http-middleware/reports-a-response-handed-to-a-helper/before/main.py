from fastapi import FastAPI

from signing import sign
from starlette.middleware.base import BaseHTTPMiddleware


class Middle(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        self.decorate(response)
        return sign(response, key="k")

    def decorate(self, response):
        response.headers["X-Decorated"] = "1"


app = FastAPI()
app.add_middleware(Middle)
