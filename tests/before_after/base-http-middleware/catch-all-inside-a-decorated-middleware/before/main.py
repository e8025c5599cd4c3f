from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class ErrorMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except Exception as exc:
            return JSONResponse({"error": str(exc)}, status_code=500)


app = FastAPI()
app.add_middleware(ErrorMiddleware)


@app.middleware("http")
async def request_id(request: Request, call_next):
    response = await call_next(request)
    response.headers["X-Request-ID"] = request.headers.get("x-request-id", "none")
    return response


@app.get("/broken")
async def broken():
    raise RuntimeError("broken")
