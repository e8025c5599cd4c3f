"""Turns errors into answers."""

import logging
from typing import Callable

from fastapi import HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

from core.errors import NotFoundError

logger = logging.getLogger(__name__)


class ErrorHandlerMiddleware(BaseHTTPMiddleware):
    """Global error handling."""

    async def dispatch(self, request: Request, call_next: Callable) -> Response:
        try:
            return await call_next(request)
        except HTTPException as exc:
            return JSONResponse(status_code=exc.status_code, content={"error": exc.detail})
        except RequestValidationError as exc:
            return JSONResponse(status_code=400, content={"error": "validation"})
        except NotFoundError as exc:
            # Not worth a line in the log.
            return JSONResponse(status_code=404, content={"error": str(exc), "what": exc.what})
        except Exception as exc:
            logger.error(f"Unhandled: {exc}", exc_info=True)
            return JSONResponse(status_code=500, content={"error": "Internal server error"})
