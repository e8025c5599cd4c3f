from starlette.applications import Starlette
from starlette.background import BackgroundTask, BackgroundTasks
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

audit = []


def record(kind, path):
    audit.append((kind, path))


class Audit:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        if request.headers.get("x-blocked"):
            task = BackgroundTask(record, "blocked", request.url.path)
            response = JSONResponse({"blocked": True}, status_code=451, background=task)
            await response(scope, receive, send)
            return

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                record("answered", request.url.path)
            await send(message)

        await self.app(scope, receive, send_wrapper)


async def work(request):
    tasks = BackgroundTasks()
    tasks.add_task(record, "task", "1")
    tasks.add_task(record, "task", "2")
    return JSONResponse({"ok": True}, background=tasks)


app = Starlette()
app.add_middleware(Audit)
app.add_route("/work", work)
