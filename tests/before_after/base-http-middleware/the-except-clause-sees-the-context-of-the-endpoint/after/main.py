import logging
from contextvars import ContextVar

from fastapi import Depends, FastAPI, Header
from starlette.types import ASGIApp, Message, Receive, Scope, Send

current_user: ContextVar[str] = ContextVar("current_user", default="nobody")
logger = logging.getLogger("audit")


class AuditErrors:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        logger.info("start as %s", current_user.get())
        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
                logger.info("%s got %d", current_user.get(), message["status"])
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except Exception as error:
            if response_started:
                raise
            logger.error("%s failed with %r", current_user.get(), error)
            raise


async def user(x_user: str = Header("nobody")) -> str:
    current_user.set(x_user)
    return x_user


app = FastAPI()
app.add_middleware(AuditErrors)


@app.get("/divide/{by}", dependencies=[Depends(user)])
async def divide(by: int):
    return 10 // by
