from fastapi import FastAPI, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HeaderPolicy:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                kind = headers.get("content-type", "")
                headers.setdefault("Cache-Control", "no-store")
                headers.append("Link", "</style.css>; rel=preload")
                headers.update({"X-One": "1", "X-Two": "2"})
                headers.add_vary_header("Accept-Encoding")
                if "X-Powered-By" in headers:
                    del headers["X-Powered-By"]
                if kind.startswith("application/json") and int(headers["content-length"]) > 10:
                    headers["X-Kind"] = "long json"
                headers["X-Names"] = str(len(headers.keys()))
            await send(message)

        await self.app(scope, receive, send_wrapper)


app = FastAPI()
app.add_middleware(HeaderPolicy)


@app.get("/long")
async def long(response: Response):
    response.headers["X-Powered-By"] = "coffee"
    response.headers["Link"] = "</a>; rel=next"
    response.headers["Cache-Control"] = "max-age=60"
    return {"a": list(range(9))}


@app.get("/short")
async def short():
    return 1
