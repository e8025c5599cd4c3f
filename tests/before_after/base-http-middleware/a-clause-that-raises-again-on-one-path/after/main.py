import logging

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("retry")


class UpstreamError(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(f"upstream said {code}")
        self.code = code


class UpstreamMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except UpstreamError as exc:
            if response_started:
                raise
            logger.warning("%s", exc)
            if exc.code < 500:
                # A bug of ours: let it be seen.
                raise
            response = JSONResponse({"upstream": exc.code}, status_code=502)
            await response(scope, receive, send)
        except ValueError:
            if response_started:
                raise
            logger.error("value")
            raise


app = FastAPI()
app.add_middleware(UpstreamMiddleware)


@app.get("/{code}")
async def endpoint(code: int):
    if code:
        raise UpstreamError(code)
    raise ValueError(code)
