from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp


class ErrorMiddleware(BaseHTTPMiddleware):
    """Public: services write app.add_middleware(ErrorMiddleware, status=...)."""

    def __init__(self, app: ASGIApp, status: int = 500) -> None:
        super().__init__(app)
        self.status = status

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        try:
            return await call_next(request)
        except Exception as exc:
            return JSONResponse({"error": repr(exc)}, status_code=self.status)
