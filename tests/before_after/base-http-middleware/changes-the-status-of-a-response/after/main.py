from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class HideForbidden:
    """Nobody shall learn which documents exist."""

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
                if message["status"] == 403:
                    message["status"] = 404
                elif 200 <= message["status"] < 300 and request.method == "DELETE":
                    message["status"] = 202
                headers["X-Status"] = str(message["status"])
            await send(message)

        await self.app(scope, receive, send_wrapper)


async def document(request):
    if request.method == "DELETE":
        return Response(status_code=204)
    return PlainTextResponse("nothing here", status_code=403 if request.path_params["id"] > 9 else 200)


app = Starlette(routes=[Route("/documents/{id:int}", document, methods=["GET", "DELETE"])])
app.add_middleware(HideForbidden)
