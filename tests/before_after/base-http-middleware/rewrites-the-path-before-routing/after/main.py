from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

seen = {}


class Versioned:
    """/2/users is /users with version 2."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        first, _, rest = request.scope["path"].lstrip("/").partition("/")
        if first.isdigit():
            request.scope["path"] = f"/{rest}"
            request.scope["headers"].append((b"x-version", first.encode()))

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                # The router has found the route by now.
                route = request.scope.get("route") or request.scope.get("endpoint")
                name = getattr(route, "name", getattr(route, "__name__", "?"))
                seen[request.path_params.get("user")] = name
                headers["X-Route"] = name
            await send(message)

        await self.app(scope, receive, send_wrapper)


async def users(request):
    return JSONResponse({"user": request.path_params["user"], "version": request.headers.get("x-version")})


app = Starlette(routes=[Route("/users/{user}", users, name="users")])
app.add_middleware(Versioned)
