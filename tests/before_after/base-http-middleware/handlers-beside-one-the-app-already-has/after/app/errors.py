from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


async def handle_value_error(request: Request, exc: ValueError) -> JSONResponse:
    return JSONResponse({"middleware": str(exc)}, status_code=400)


async def handle_key_error(request: Request, exc: KeyError) -> JSONResponse:
    return JSONResponse({"missing": str(exc.args[0])}, status_code=404)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(KeyError, handle_key_error)
