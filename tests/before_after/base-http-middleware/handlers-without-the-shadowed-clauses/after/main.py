from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class AppError(Exception):
    pass


class Expired(AppError):
    pass


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
        except LookupError as error:
            if response_started:
                raise
            response = JSONResponse({"lookup": str(error)}, status_code=404)
            await response(scope, receive, send)
        except KeyError as error:
            if response_started:
                raise
            response = JSONResponse({"key": str(error)}, status_code=400)
            await response(scope, receive, send)
        except AppError as error:
            if response_started:
                raise
            response = JSONResponse({"app": str(error)}, status_code=409)
            await response(scope, receive, send)
        except (Expired, OSError) as error:
            if response_started:
                raise
            response = JSONResponse({"expired": str(error)}, status_code=410)
            await response(scope, receive, send)


app = FastAPI()
app.add_middleware(Errors)
ERRORS = {kind.__name__: kind for kind in (KeyError, IndexError, LookupError, AppError, Expired, FileNotFoundError)}


@app.get("/raise/{name}")
async def fail(name: str):
    raise ERRORS[name]("x")
