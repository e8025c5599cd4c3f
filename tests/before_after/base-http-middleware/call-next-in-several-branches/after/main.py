from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import Message, Receive, Scope, Send

BANNED = {"10.6.6.6"}


class Gate:
    def __init__(self, app, legacy_prefix="/v1"):
        self.app = app
        self.legacy_prefix = legacy_prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        path = request.url.path
        if path == "/health":
            await self.app(scope, receive, send)
            return
        elif path.startswith(self.legacy_prefix):
            if request.method == "GET":
                response = RedirectResponse(path.replace(self.legacy_prefix, "/v2", 1), status_code=308)
                await response(scope, receive, send)
                return
            else:

                async def send_wrapper(message: Message) -> None:
                    if message["type"] == "http.response.start":
                        message.setdefault("headers", [])
                        headers = MutableHeaders(scope=message)
                        headers["Deprecation"] = "true"
                    await send(message)

                await self.app(scope, receive, send_wrapper)
                return
        forwarded = request.headers.get("x-forwarded-for")

        async def send_wrapper_2(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["X-Gate"] = "passed"
            await send(message)

        if forwarded:
            if forwarded in BANNED:
                response = PlainTextResponse("banned", 403)
                await response(scope, receive, send)
                return
            request.state.ip = forwarded

            async def send_wrapper_3(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message.setdefault("headers", [])
                    headers = MutableHeaders(scope=message)
                    headers["X-Seen-IP"] = forwarded
                await send_wrapper_2(message)

            await self.app(scope, receive, send_wrapper_3)
        else:
            request.state.ip = request.client.host
            await self.app(scope, receive, send_wrapper_2)


app = FastAPI()
app.add_middleware(Gate)


@app.get("/health")
async def health(request: Request):
    return {"ip": getattr(request.state, "ip", None)}


@app.api_route("/v2/who", methods=["GET", "POST"])
@app.post("/v1/who")
async def who(request: Request):
    return {"ip": getattr(request.state, "ip", None)}
