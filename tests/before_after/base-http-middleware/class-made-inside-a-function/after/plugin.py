from fastapi import FastAPI


def install(app: FastAPI, *, header: str, value: str) -> None:
    """Imported late: not every service has starlette's extras."""

    from starlette.datastructures import MutableHeaders
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    class Stamp:
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
                    headers[header] = value
                await send(message)

            await self.app(scope, receive, send_wrapper)

    app.add_middleware(Stamp)
