import logging
from contextvars import ContextVar

from starlette.middleware.base import BaseHTTPMiddleware

current_user = ContextVar("current_user", default="nobody")
logger = logging.getLogger(__name__)


class RequestLog(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        logger.info("%s: %s", current_user.get(), response.status_code)
        return response
