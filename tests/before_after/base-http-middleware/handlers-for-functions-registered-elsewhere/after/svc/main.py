from fastapi import FastAPI

from svc import catch
from svc.more import register_exception_handlers

app = FastAPI()
catch.register_exception_handlers(app)
register_exception_handlers(app)


@app.get("/{kind}")
async def endpoint(kind: str):
    raise {"conflict": catch.Conflict, "gone": catch.Gone}[kind](kind)
