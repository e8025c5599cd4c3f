from __future__ import annotations

import typing

from fastapi import Request

if typing.TYPE_CHECKING:
    from fastapi import FastAPI


def add_typed(app: FastAPI) -> None:
    @app.middleware("http")
    async def typed(request: Request, call_next: typing.Any) -> typing.Any:
        response = await call_next(request)
        response.headers["X-Typed"] = request.method
        return response
