from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class ErrorMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except LookupError as exc:
            return JSONResponse({"missing": str(exc)}, status_code=404)


app = FastAPI()
app.add_middleware(ErrorMiddleware)


@app.get("/{name}")
async def read(name: str):
    raise LookupError(name)
