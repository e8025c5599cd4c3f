from fastapi import FastAPI, Request, Response
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware


async def first(request: Request, call_next):
    response: Response = await call_next(request)
    response.headers.append("X-Order", "first")
    return response


async def second(request: Request, call_next):
    response = await call_next(request)
    response.headers.append("X-Order", "second")
    return response


async def third(request: Request, call_next):
    response = await call_next(request)
    response.headers.append("X-Order", "third")
    return response


app = FastAPI(middleware=[Middleware(BaseHTTPMiddleware, first)])
app.add_middleware(BaseHTTPMiddleware, second)
app.add_middleware(middleware_class=BaseHTTPMiddleware, dispatch=third)


@app.get("/ok")
async def ok():
    return {}
