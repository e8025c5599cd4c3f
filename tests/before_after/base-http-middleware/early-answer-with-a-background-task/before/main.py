from starlette.applications import Starlette
from starlette.background import BackgroundTask, BackgroundTasks
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse

audit = []


def record(kind, path):
    audit.append((kind, path))


class Audit(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if request.headers.get("x-blocked"):
            task = BackgroundTask(record, "blocked", request.url.path)
            return JSONResponse({"blocked": True}, status_code=451, background=task)
        response = await call_next(request)
        record("answered", request.url.path)
        return response


async def work(request):
    tasks = BackgroundTasks()
    tasks.add_task(record, "task", "1")
    tasks.add_task(record, "task", "2")
    return JSONResponse({"ok": True}, background=tasks)


app = Starlette()
app.add_middleware(Audit)
app.add_route("/work", work)
