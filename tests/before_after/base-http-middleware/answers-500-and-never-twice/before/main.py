import logging
import time

from fastapi import FastAPI
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger("app")


class Guarded(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        began = time.time()
        try:
            response = await call_next(request)
        except PermissionError as exc:
            return JSONResponse({"error": str(exc)}, status_code=403)
        except Exception:
            logger.error("failed after %.3f s", time.time() - began)
            response = JSONResponse({"error": "internal"}, status_code=500)
        response.headers["X-Elapsed"] = f"{time.time() - began:.3f}"
        return response


app = FastAPI()
app.add_middleware(Guarded)


@app.get("/{kind}")
async def endpoint(kind: str):
    async def chunks():
        yield "first;"
        raise RuntimeError("half-way")

    if kind == "stream":
        return StreamingResponse(chunks())
    if kind == "denied":
        raise PermissionError("not yours")
    if kind == "broken":
        raise RuntimeError("broken")
    return kind
