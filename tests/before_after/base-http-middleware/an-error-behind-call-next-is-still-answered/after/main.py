from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = []


class Denied(Exception):
    pass


def check(status, policy):
    if policy == "strict" and status != 200:
        raise Denied(f"strict says no to {status}")


class Policy:
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
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                check(message["status"], headers.get("x-policy"))
                headers["X-Checked"] = "yes"
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except Denied as exc:
            if response_started:
                raise
            log.append(str(exc))
            response = JSONResponse({"denied": str(exc)}, status_code=403)
            await response(scope, receive, send)


async def page(request):
    if request.query_params.get("raise"):
        raise Denied("the endpoint")
    return JSONResponse({"page": 1}, int(request.query_params["status"]), {"X-Policy": "strict"})


app = Starlette()
app.add_middleware(Policy)
app.add_route("/page", page)
