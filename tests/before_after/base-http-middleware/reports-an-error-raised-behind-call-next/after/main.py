from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class NoTeapots(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        response = await call_next(request)
        if response.status_code == 418:
            raise HTTPException(status_code=403, detail="no teapots")
        return response


class Errors:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except HTTPException as exc:
            if response_started:
                raise
            response = JSONResponse({"outer": exc.detail}, status_code=exc.status_code)
            await response(scope, receive, send)


app = FastAPI()
app.add_middleware(NoTeapots)
app.add_middleware(Errors)


@app.get("/{code}")
async def endpoint(code: int):
    return JSONResponse({"code": code}, status_code=code)
