import logging
from contextvars import ContextVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

current_user = ContextVar("current_user", default="nobody")
logger = logging.getLogger(__name__)


class RequestLog:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                logger.info("%s: %s", current_user.get(), message["status"])
            await send(message)

        await self.app(scope, receive, send_wrapper)
