from fastapi import FastAPI, HTTPException, Request
from starlette.middleware.base import BaseHTTPMiddleware


class ApiKey(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        key = request.headers.get("x-api-key")
        if not key:
            # A mistake of this application: handlers stand further in.
            raise HTTPException(status_code=401, detail="no key")
        request.scope["api_key"] = key
        response = await call_next(request)
        return response


app = FastAPI()
app.add_middleware(ApiKey)


@app.exception_handler(HTTPException)
async def on_http_exception(request: Request, exc: HTTPException):
    from fastapi.responses import JSONResponse

    return JSONResponse({"handled": exc.detail}, status_code=exc.status_code)


@app.get("/key")
async def key(request: Request):
    if request.scope["api_key"] == "old":
        raise HTTPException(410, "expired")
    return request.scope["api_key"]
