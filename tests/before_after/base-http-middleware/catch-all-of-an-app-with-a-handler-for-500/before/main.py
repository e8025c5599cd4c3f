import os

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


async def on_500(request, exc):
    return JSONResponse({"handler": 500}, status_code=500)


class CatchAll(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except Exception as exc:
            return JSONResponse({"middleware": str(exc)}, status_code=500)


app = FastAPI(exception_handlers={500: on_500})
app.add_middleware(CatchAll)

debug = FastAPI(debug=bool(os.environ.get("APP_DEBUG", "1")))


class DebugErrors(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except Exception as exc:
            return JSONResponse({"debug": str(exc)}, status_code=500)


debug.add_middleware(DebugErrors)


@app.get("/broken")
@debug.get("/broken")
async def broken():
    raise RuntimeError("broken")
