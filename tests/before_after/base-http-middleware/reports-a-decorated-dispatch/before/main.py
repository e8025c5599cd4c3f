import functools

from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware


def traced(name):
    def wrap(function):
        @functools.wraps(function)
        async def inner(*args):
            print("begin", name)
            return await function(*args)

        return inner

    return wrap



class Middle(BaseHTTPMiddleware):
    @traced("middle")
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-Middle"] = "1"
        return response


app = FastAPI()
app.add_middleware(Middle)
