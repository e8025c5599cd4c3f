import logging

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

log = logging.getLogger("chain")


class NotAllowed(Exception):
    pass


class ChainMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except Exception as exc:
            return await self.handle(request, exc)

    async def handle(self, request, exc):
        if isinstance(exc, NotAllowed):
            return JSONResponse({"error": "not allowed"}, status_code=403)
        elif isinstance(exc, (ValueError, LookupError)):
            return JSONResponse({"error": str(exc)}, status_code=400)
        log.error("unexpected on %s: %r", request.url.path, exc)
        return JSONResponse({"error": "unexpected"}, status_code=500)


app = FastAPI()
app.add_middleware(ChainMiddleware)


@app.get("/{kind}")
async def endpoint(kind: str):
    raise {"no": NotAllowed, "value": ValueError, "index": IndexError, "os": OSError}[kind]("e")
