from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse


class Conflict(Exception):
    pass


class Gone(Exception):
    pass


async def handle_conflict(request: Request, exc: Conflict) -> JSONResponse:
    return JSONResponse({"conflict": str(exc)}, status_code=409)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Conflict, handle_conflict)
