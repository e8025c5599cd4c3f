from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware

from svc import catch
from svc.more import gone

app = FastAPI()
app.middleware("http")(catch.conflicts)
app.add_middleware(BaseHTTPMiddleware, dispatch=gone)


@app.get("/{kind}")
async def endpoint(kind: str):
    raise {"conflict": catch.Conflict, "gone": catch.Gone}[kind](kind)
