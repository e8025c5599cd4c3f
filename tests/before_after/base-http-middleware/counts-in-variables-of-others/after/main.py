from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

errors = 0
last = None


def create_app() -> FastAPI:
    app = FastAPI()
    answered = 0

    class CountMiddleware:
        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await self.app(scope, receive, send)
                return

            nonlocal answered
            global errors, last
            status = 0

            async def send_wrapper(message: Message) -> None:
                global errors, last
                nonlocal answered, status
                if message["type"] == "http.response.start":
                    message.setdefault("headers", [])
                    headers = MutableHeaders(scope=message)
                    answered += 1
                    last = status = message["status"]
                    if message["status"] >= 400:
                        errors += 1
                    headers["X-Count"] = f"{errors}/{answered}"
                await send(message)

            try:
                await self.app(scope, receive, send_wrapper)
            finally:
                app.state.status = status

    app.add_middleware(CountMiddleware)

    return app


app = create_app()


@app.get("/ok")
async def ok():
    return {}
