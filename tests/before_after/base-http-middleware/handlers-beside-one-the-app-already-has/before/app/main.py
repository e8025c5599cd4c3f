from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from app.errors import CatchErrors

app = FastAPI()
app.add_middleware(CatchErrors)


@app.exception_handler(ValueError)
async def on_value_error(request: Request, exc: ValueError):
    return JSONResponse({"handler": str(exc)}, status_code=422)


@app.get("/raise/{kind}")
async def fail(kind: str):
    raise {"value": ValueError, "key": KeyError, "unicode": lambda _: UnicodeError("u")}[kind](kind)
