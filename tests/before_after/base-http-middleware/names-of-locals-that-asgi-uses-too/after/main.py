from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

sent = []


def send(text: str) -> None:
    """Tells the audit trail."""
    sent.append(text)


class OAuthScope:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, asgi_scope: Scope, asgi_receive: Receive, asgi_send: Send) -> None:
        if asgi_scope["type"] != "http":
            await self.app(asgi_scope, asgi_receive, asgi_send)
            return

        request = Request(asgi_scope, asgi_receive)

        scope = request.headers.get("x-scope", "read")
        headers = {"X-Scope": scope}
        message = f"{request.method} with {scope}"
        receive = request.query_params.get("receive")
        if scope == "none":
            response = JSONResponse({"message": message, "receive": receive}, status_code=403, headers=headers)
            await response(asgi_scope, asgi_receive, asgi_send)
            return
        send(message)
        request.state.scope = scope

        async def send_wrapper(asgi_message: Message) -> None:
            if asgi_message["type"] == "http.response.start":
                asgi_message.setdefault("headers", [])
                headers_2 = MutableHeaders(scope=asgi_message)
                for name, value in headers.items():
                    headers_2[name] = value
                headers_2["X-Message"] = message
            await asgi_send(asgi_message)

        await self.app(asgi_scope, asgi_receive, send_wrapper)


app = FastAPI()
app.add_middleware(OAuthScope)


@app.get("/")
async def root(request: Request):
    return request.state.scope
