import logging
import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("shop.access")


class AccessLog:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        started = time.monotonic()
        logger.debug("begin %s %s", request.method, request.url.path)

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                elapsed = time.monotonic() - started
                level = logging.WARNING if message["status"] >= 400 else logging.INFO
                logger.log(level, "%s %s -> %d", request.method, request.url.path, message["status"])
                if elapsed > 5:
                    logger.error("slow: %s took %.1f s", request.url.path, elapsed)
            await send(message)

        await self.app(scope, receive, send_wrapper)
