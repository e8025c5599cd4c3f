from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


async def on_index_error(request: Request, exc: IndexError):
    return JSONResponse({"index": str(exc)}, status_code=416)


async def handle_arithmetic_error(request: Request, exc: ArithmeticError) -> JSONResponse:
    return JSONResponse({"arithmetic": str(exc)}, status_code=400)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(IndexError, on_index_error)
    app.add_exception_handler(ArithmeticError, handle_arithmetic_error)
