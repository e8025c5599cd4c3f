import logging
import traceback

from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class ErrorMiddleware(BaseHTTPMiddleware):
    def __init__(self, app, service: str, show: bool = False):
        super().__init__(app)
        self.service = service
        self.show = show
        self.logger = logging.getLogger(f"errors.{service}")

    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except ValueError as error:
            return JSONResponse({"service": self.service, "error": str(error)}, status_code=400)
        except Exception as error:
            self.logger.exception("failed")
            content = {"service": self.service}
            if self.show:
                content["trace"] = traceback.format_exc().splitlines()[-1]
            return JSONResponse(content, status_code=500)
