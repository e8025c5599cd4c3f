from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

passed = []


class CacheControl:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                if message["status"] >= 400:
                    await send(message)
                    return
                if "cache-control" in headers:
                    passed.append(request.url.path)
                    await send(message)
                    return
                if request.method in ("GET", "HEAD"):
                    headers["Cache-Control"] = "public, max-age=60"
                    await send(message)
                    return
                headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_wrapper)


app = FastAPI()
app.add_middleware(CacheControl)


@app.get("/own")
async def own():
    return JSONResponse("own", headers={"Cache-Control": "private"})


@app.api_route("/page", methods=["GET", "POST"])
async def page():
    return "page"
