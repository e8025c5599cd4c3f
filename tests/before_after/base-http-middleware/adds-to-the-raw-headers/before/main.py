from fastapi import FastAPI, Request
from fastapi.exception_handlers import http_exception_handler
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.base import BaseHTTPMiddleware


class Trace(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            self.check(request)
        except HTTPException as error:
            return await http_exception_handler(request, error)
        response = await call_next(request)
        names = {name for name, _ in response.raw_headers}
        response.raw_headers.append((b"x-trace", b"%d" % len(names)))
        response.raw_headers.append((b"x-trace", b"last"))
        return response

    def check(self, request: Request) -> None:
        if "x-no" in request.headers:
            raise HTTPException(403, "no", headers={"X-Why": "asked"})


app = FastAPI()
app.add_middleware(Trace)


@app.get("/ok")
async def ok():
    return JSONResponse({}, headers={"X-One": "1"})
