from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class Outer(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        if request.url.path == "/outer":
            raise RuntimeError("outer")
        return await call_next(request)


class CatchAll(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except Exception as exc:
            return JSONResponse({"middleware": str(exc)}, status_code=502)


app = FastAPI()
app.add_middleware(CatchAll)
app.add_middleware(Outer)


@app.exception_handler(Exception)
async def on_exception(request: Request, exc: Exception):
    return JSONResponse({"handler": str(exc)}, status_code=500)


@app.get("/inner")
async def inner():
    raise RuntimeError("inner")
