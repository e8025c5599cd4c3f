from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint


def describe(kind: type[BaseHTTPMiddleware]) -> str:
    return kind.__name__


class Dispatches(Protocol):
    async def dispatch(self, request: object, call_next: RequestResponseEndpoint) -> object: ...
