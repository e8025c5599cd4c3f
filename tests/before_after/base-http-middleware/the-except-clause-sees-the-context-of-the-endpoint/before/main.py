import logging
from contextvars import ContextVar

from fastapi import Depends, FastAPI, Header
from starlette.middleware.base import BaseHTTPMiddleware

current_user: ContextVar[str] = ContextVar("current_user", default="nobody")
logger = logging.getLogger("audit")


class AuditErrors(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        logger.info("start as %s", current_user.get())
        try:
            response = await call_next(request)
        except Exception as error:
            logger.error("%s failed with %r", current_user.get(), error)
            raise
        else:
            logger.info("%s got %d", current_user.get(), response.status_code)
            return response


async def user(x_user: str = Header("nobody")) -> str:
    current_user.set(x_user)
    return x_user


app = FastAPI()
app.add_middleware(AuditErrors)


@app.get("/divide/{by}", dependencies=[Depends(user)])
async def divide(by: int):
    return 10 // by
