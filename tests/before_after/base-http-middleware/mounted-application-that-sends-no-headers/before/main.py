from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.routing import Mount


async def bare(scope, receive, send):
    """`headers` is optional in ASGI."""
    await send({"type": "http.response.start", "status": 204})
    await send({"type": "http.response.body"})


class ServerTiming(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["Server-Timing"] = "app"
        return response


sub = FastAPI()


@sub.get("/items")
async def items(fail: bool = False):
    if fail:
        raise KeyError("items")
    return []


app = FastAPI(routes=[Mount("/bare", bare), Mount("/sub", sub)])
app.add_middleware(ServerTiming)
