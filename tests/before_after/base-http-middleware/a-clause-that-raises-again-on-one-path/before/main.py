import logging

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

logger = logging.getLogger("retry")


class UpstreamError(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(f"upstream said {code}")
        self.code = code


class UpstreamMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except UpstreamError as exc:
            logger.warning("%s", exc)
            if exc.code < 500:
                # A bug of ours: let it be seen.
                raise
            return JSONResponse({"upstream": exc.code}, status_code=502)
        except ValueError:
            logger.error("value")
            raise


app = FastAPI()
app.add_middleware(UpstreamMiddleware)


@app.get("/{code}")
async def endpoint(code: int):
    if code:
        raise UpstreamError(code)
    raise ValueError(code)
