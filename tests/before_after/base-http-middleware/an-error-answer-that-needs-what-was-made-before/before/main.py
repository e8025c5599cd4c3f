import time
import uuid

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class Errors(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        request_id = uuid.uuid4().hex
        request.state.request_id = request_id
        started = time.monotonic()
        try:
            return await call_next(request)
        except ValueError as exc:
            return JSONResponse({"id": request_id, "error": str(exc)}, status_code=400)
        except Exception:
            return JSONResponse({"id": request_id, "quick": time.monotonic() - started < 5}, status_code=500)


app = FastAPI()
app.add_middleware(Errors)


@app.get("/{kind}")
async def endpoint(kind: str, request: Request):
    if kind == "value":
        raise ValueError(request.state.request_id)
    if kind == "key":
        raise KeyError
    return request.state.request_id
