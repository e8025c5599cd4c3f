from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.types import Message, Receive, Scope, Send


class MappedErrors:
    def __init__(self, app, mapping: dict[type[Exception], int]) -> None:
        self.app = app
        self.mapping = mapping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except Exception as exc:
            if response_started:
                raise
            status = self.mapping.get(type(exc), 500)
            response = JSONResponse({"type": type(exc).__name__}, status_code=status)
            await response(scope, receive, send)


app = FastAPI()
app.add_middleware(MappedErrors, mapping={KeyError: 404, PermissionError: 403})


@app.get("/{kind}")
async def endpoint(kind: str):
    raise {"key": KeyError, "perm": PermissionError, "os": OSError}[kind]
