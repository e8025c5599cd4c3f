from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from app.errors import register_exception_handlers

app = FastAPI()
register_exception_handlers(app)


@app.exception_handler(ValueError)
async def on_value_error(request: Request, exc: ValueError):
    return JSONResponse({"handler": str(exc)}, status_code=422)


@app.get("/raise/{kind}")
async def fail(kind: str):
    raise {"value": ValueError, "key": KeyError, "unicode": lambda _: UnicodeError("u")}[kind](kind)
