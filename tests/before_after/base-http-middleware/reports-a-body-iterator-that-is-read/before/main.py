import logging

from fastapi import FastAPI, Response
from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger(__name__)


class Middle(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        body = b""
        async for chunk in response.body_iterator:
            body += chunk
        logger.info("%d bytes", len(body))
        return Response(body, response.status_code, dict(response.headers), response.media_type)


app = FastAPI()
app.add_middleware(Middle)
