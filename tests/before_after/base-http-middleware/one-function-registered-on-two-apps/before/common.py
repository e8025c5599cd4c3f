import logging

from starlette.requests import Request
from starlette.responses import Response

logger = logging.getLogger("common")


async def log_slow_requests(request: Request, call_next) -> Response:
    if (response := await call_next(request)).status_code >= 400:
        logger.warning("%s %s", response.status_code, request.url.path)
    return response
