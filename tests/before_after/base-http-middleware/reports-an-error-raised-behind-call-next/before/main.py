from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class NoTeapots(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        response = await call_next(request)
        if response.status_code == 418:
            raise HTTPException(status_code=403, detail="no teapots")
        return response


class Errors(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except HTTPException as exc:
            return JSONResponse({"outer": exc.detail}, status_code=exc.status_code)


app = FastAPI()
app.add_middleware(NoTeapots)
app.add_middleware(Errors)


@app.get("/{code}")
async def endpoint(code: int):
    return JSONResponse({"code": code}, status_code=code)
