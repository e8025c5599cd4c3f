from fastapi import FastAPI, Request
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.gzip import GZipMiddleware

app = FastAPI()
trace: list[str] = []


class Inner(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        trace.append("inner in")
        response = await call_next(request)
        trace.append("inner out")
        response.headers["X-Last"] = "inner"
        return response


app.add_middleware(Inner)


@app.middleware("http")
async def middle(request: Request, call_next):
    trace.append("middle in")
    response = await call_next(request)
    trace.append("middle out")
    response.headers["X-Last"] = "middle"
    return response


app.add_middleware(GZipMiddleware, minimum_size=10_000)


@app.middleware("http")
async def outer(request: Request, call_next):
    trace.append("outer in")
    response = await call_next(request)
    trace.append("outer out")
    response.headers["X-Last"] = "outer"
    return response


@app.get("/")
async def root():
    trace.append("endpoint")
    return 1
