from functools import partial

import observing
from fastapi import FastAPI
from observing import limiter, make_logger
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware


class Server:
    def __init__(self) -> None:
        self.app = FastAPI()
        self.app.middleware("http")(self.log)
        self.app.add_middleware(BaseHTTPMiddleware, dispatch=self.tag)

    async def log(self, request, call_next):
        print(request.url.path)
        return await call_next(request)

    async def tag(self, request, call_next):
        response = await call_next(request)
        response.headers["X-Tag"] = "1"
        return response

    async def unused(self, request, call_next):
        return await call_next(request)


async def named(name, request, call_next):
    print(name)
    return await call_next(request)


app = FastAPI(middleware=[Middleware(BaseHTTPMiddleware, dispatch=make_logger("list"))])
app.middleware("http")(partial(named, "n"))
app.middleware("http")(observing.service.observe)
app.add_middleware(BaseHTTPMiddleware, dispatch=limiter)
