import logging
import time

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger("access")
seen: list[object] = []


class AccessLog(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        start = time.monotonic()
        response: Response | None = None  # there may never be one
        try:
            response = await call_next(request)
            response.headers["X-Seen"] = "yes"
            return response
        except KeyError as error:
            response = JSONResponse({"missing": str(error)}, status_code=404)
            return response
        except Exception:
            seen.append(response is None)
            raise
        finally:
            status = response.status_code if response else 500  # what the server answers then
            if response and response.status_code >= 400:
                seen.append("bad")
            elif not response:
                seen.append("none")
            logger.info("%s %s in %.3f", request.url.path, status, time.monotonic() - start)
            seen.append(status)


app = FastAPI()
app.add_middleware(AccessLog)


@app.middleware("http")
async def audit(request: Request, call_next):
    response = None
    try:
        response = await call_next(request)
        return response
    finally:
        seen.append(("audit", getattr(response, "status_code", 500)))


@app.get("/ok")
async def ok():
    return {}


@app.get("/key")
async def key():
    raise KeyError("k")


@app.get("/boom")
async def boom():
    raise ValueError("boom")
