import logging

from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger("errors")


class LogErrors(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except Exception as exc:
            logger.exception("unhandled %s on %s", type(exc).__name__, request.url.path)
            raise


app = FastAPI()
app.add_middleware(LogErrors)


@app.get("/divide")
async def divide(by: int):
    return 1 / by
