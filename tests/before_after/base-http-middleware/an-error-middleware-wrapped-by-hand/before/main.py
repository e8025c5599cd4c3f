from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class Outermost(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except Exception:
            return JSONResponse({"error": "hidden"}, status_code=500)


class Never(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except ValueError:
            return JSONResponse({"error": "value"}, status_code=400)


api = FastAPI()
for middleware in (Never,):
    api.add_middleware(middleware)


@api.get("/value")
async def value():
    raise ValueError


app = Outermost(api)
