from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send


class Quota:
    def __init__(self, app, quota=1):
        self.app = app
        self.left = quota

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                headers["X-Quota-Left"] = str(self.left)
            await send(message)

        if self.left <= 0:
            response = JSONResponse({"quota": "used up"}, status_code=429)
            await response(scope, receive, send_wrapper)
        else:
            self.left -= 1
            await self.app(scope, receive, send_wrapper)


app = FastAPI()
app.add_middleware(Quota, quota=2)


@app.get("/")
async def root():
    return "fine"
