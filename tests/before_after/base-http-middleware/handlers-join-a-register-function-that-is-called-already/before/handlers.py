from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


async def on_index_error(request: Request, exc: IndexError):
    return JSONResponse({"index": str(exc)}, status_code=416)


class ErrorMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except ArithmeticError as exc:
            return JSONResponse({"arithmetic": str(exc)}, status_code=400)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(IndexError, on_index_error)
