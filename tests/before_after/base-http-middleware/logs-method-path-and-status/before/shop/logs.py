import logging
import time

from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger("shop.access")


class AccessLog(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        started = time.monotonic()
        logger.debug("begin %s %s", request.method, request.url.path)
        response = await call_next(request)
        elapsed = time.monotonic() - started
        level = logging.WARNING if response.status_code >= 400 else logging.INFO
        logger.log(level, "%s %s -> %d", request.method, request.url.path, response.status_code)
        if elapsed > 5:
            logger.error("slow: %s took %.1f s", request.url.path, elapsed)
        return response
