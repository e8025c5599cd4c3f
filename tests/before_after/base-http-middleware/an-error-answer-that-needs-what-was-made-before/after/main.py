import time
import uuid

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Errors:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        request_id = uuid.uuid4().hex
        request.state.request_id = request_id
        started = time.monotonic()
        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except ValueError as exc:
            if response_started:
                raise
            response = JSONResponse({"id": request_id, "error": str(exc)}, status_code=400)
            await response(scope, receive, send)
        except Exception:
            if response_started:
                raise
            response = JSONResponse({"id": request_id, "quick": time.monotonic() - started < 5}, status_code=500)
            await response(scope, receive, send)


app = FastAPI()
app.add_middleware(Errors)


@app.get("/{kind}")
async def endpoint(kind: str, request: Request):
    if kind == "value":
        raise ValueError(request.state.request_id)
    if kind == "key":
        raise KeyError
    return request.state.request_id
