from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from svc.catch import Gone


async def handle_gone(request: Request, exc: Gone) -> Response:
    return Response(status_code=410)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Gone, handle_gone)
