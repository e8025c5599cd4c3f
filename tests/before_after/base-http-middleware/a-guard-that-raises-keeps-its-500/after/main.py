from fastapi import FastAPI, HTTPException, Request
from starlette.types import ASGIApp, Receive, Scope, Send


class ApiKey:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        request = Request(scope, receive)

        key = request.headers.get("x-api-key")
        if not key:
            # A mistake of this application: handlers stand further in.
            raise HTTPException(status_code=401, detail="no key")
        request.scope["api_key"] = key
        await self.app(scope, receive, send)


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
