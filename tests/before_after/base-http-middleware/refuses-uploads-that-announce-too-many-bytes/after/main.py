from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MEGABYTE = 1024 * 1024


class MaxBodySize:
    max_bytes = MEGABYTE

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        length = request.headers.get("content-length")
        if request.method in ("POST", "PUT", "PATCH"):
            if length is None:
                response = PlainTextResponse("length required", status_code=411)
                await response(scope, receive, send)
                return
            try:
                size = int(length)
            except ValueError:
                response = PlainTextResponse("bad length", status_code=400)
                await response(scope, receive, send)
                return
            else:
                if size > self.max_bytes:
                    response = PlainTextResponse(f"at most {self.max_bytes} bytes", status_code=413)
                    await response(scope, receive, send)
                    return
        await self.app(scope, receive, send)


app = Starlette()
app.add_middleware(MaxBodySize)


async def upload(request):
    return PlainTextResponse(str(len(await request.body())))


app.add_route("/upload", upload, methods=["POST", "GET"])
