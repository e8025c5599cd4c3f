import logging

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.requests import Request

log = logging.getLogger("chain")


class NotAllowed(Exception):
    pass


async def handle_exception(request: Request, exc: Exception):
    return await handle(request, exc)


async def handle(request, exc):
    if isinstance(exc, NotAllowed):
        return JSONResponse({"error": "not allowed"}, status_code=403)
    elif isinstance(exc, (ValueError, LookupError)):
        return JSONResponse({"error": str(exc)}, status_code=400)
    log.error("unexpected on %s: %r", request.url.path, exc)
    return JSONResponse({"error": "unexpected"}, status_code=500)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(NotAllowed, handle_exception)
    app.add_exception_handler(ValueError, handle_exception)
    app.add_exception_handler(LookupError, handle_exception)
    app.add_exception_handler(Exception, handle_exception)


app = FastAPI()
register_exception_handlers(app)


@app.get("/{kind}")
async def endpoint(kind: str):
    raise {"no": NotAllowed, "value": ValueError, "index": IndexError, "os": OSError}[kind]("e")
