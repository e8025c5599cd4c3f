import logging
import time

from fastapi import FastAPI
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("app")


class Guarded:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        began = time.time()
        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                response_started = True
                headers["X-Elapsed"] = f"{time.time() - began:.3f}"
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except PermissionError as exc:
            if response_started:
                raise
            response = JSONResponse({"error": str(exc)}, status_code=403)
            await response(scope, receive, send)
        except Exception:
            if response_started:
                raise
            logger.error("failed after %.3f s", time.time() - began)
            response = JSONResponse({"error": "internal"}, status_code=500)
            await response(scope, receive, send_wrapper)


app = FastAPI()
app.add_middleware(Guarded)


@app.get("/{kind}")
async def endpoint(kind: str):
    async def chunks():
        yield "first;"
        raise RuntimeError("half-way")

    if kind == "stream":
        return StreamingResponse(chunks())
    if kind == "denied":
        raise PermissionError("not yours")
    if kind == "broken":
        raise RuntimeError("broken")
    return kind
