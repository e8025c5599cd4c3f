from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class CatchAll(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except Exception as exc:
            return JSONResponse({"error": str(exc)}, status_code=500)


app = FastAPI()
app.add_middleware(CatchAll)


@app.get("/broken")
async def broken():
    raise RuntimeError("broken")
