import logging
import time

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("access")
seen: list[object] = []


class AccessLog:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        start = time.monotonic()
        response_status: int | None = None  # there may never be one
        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_status, response_started
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                response_status = message["status"]
                headers["X-Seen"] = "yes"
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except KeyError as error:
            if response_started:
                raise
            response = JSONResponse({"missing": str(error)}, status_code=404)
            response_status = response.status_code
            await response(scope, receive, send)
        except Exception:
            if response_started:
                raise
            seen.append(response_status is None)
            raise
        finally:
            status = response_status if response_status else 500  # what the server answers then
            if response_status and response_status >= 400:
                seen.append("bad")
            elif not response_status:
                seen.append("none")
            logger.info("%s %s in %.3f", request.url.path, status, time.monotonic() - start)
            seen.append(status)


app = FastAPI()
app.add_middleware(AccessLog)


class AuditMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        response_status: int | None = None

        async def send_wrapper(message: Message) -> None:
            nonlocal response_status
            if message["type"] == "http.response.start":
                response_status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        finally:
            seen.append(("audit", response_status or 500))


app.add_middleware(AuditMiddleware)


@app.get("/ok")
async def ok():
    return {}


@app.get("/key")
async def key():
    raise KeyError("k")


@app.get("/boom")
async def boom():
    raise ValueError("boom")
