from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


def add_header(app, value):
    async def wrapped(scope, receive, send):
        async def send_wrapper(message):
            if message["type"] == "http.response.start":
                message["headers"].append((b"x-value", value))
            await send(message)

        await app(scope, receive, send_wrapper)

    return wrapped


class ErrorHandler:
    @staticmethod
    async def dispatch(request: Request, exc: Exception):
        return JSONResponse({"error": str(exc)}, status_code=500)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Exception, ErrorHandler.dispatch)


app = FastAPI()
register_exception_handlers(app)
app.add_middleware(add_header, value=b"1")
