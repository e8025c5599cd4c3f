import logging

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger("bodies")


class Errors(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except Exception as exc:
            logger.error("%r with %r", exc, await request.body())
            return JSONResponse({"error": str(exc)}, status_code=500)


app = FastAPI()
app.add_middleware(Errors)


@app.post("/unread")
async def unread():
    raise RuntimeError("unread")


@app.post("/read")
async def read(request: Request):
    await request.body()
    raise RuntimeError("read")
