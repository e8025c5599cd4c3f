import json
import logging

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger("bodies")
app = FastAPI()
polls = []


class LogBody(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        body = await request.body()
        try:
            keys = sorted(json.loads(body)) if body else []
        except ValueError:
            return JSONResponse({"error": "not json"}, status_code=400)
        logger.info("%s with %s", request.method, keys)
        return await call_next(request)


app.add_middleware(LogBody)


@app.post("/echo")
async def echo(request: Request):
    content = await request.json()
    polls.append(await request.is_disconnected())
    return content
