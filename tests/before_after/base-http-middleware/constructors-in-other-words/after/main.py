from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

app = FastAPI()


class First:
    def __init__(self, asgi, /, *, name="first") -> None:
        # The base keeps it as self.app.
        self.name = name.upper()
        self.app = asgi

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["X-First"] = self.name
            await send(message)

        await self.app(scope, receive, send_wrapper)


class Second:
    registry: list["Second"] = []

    def __init__(self, app, dispatch=None, **options):
        self.app = app
        self.options = options
        self.registry.append(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["X-Second"] = ",".join(sorted(self.options))
            await send(message)

        await self.app(scope, receive, send_wrapper)


class Third:
    def __init__(self, app: FastAPI):
        """Nothing but the base."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["X-Third"] = type(self.app).__name__
            await send(message)

        await self.app(scope, receive, send_wrapper)


app.add_middleware(Third)
app.add_middleware(Second, b=1, a=2)
app.add_middleware(First, name="one")
