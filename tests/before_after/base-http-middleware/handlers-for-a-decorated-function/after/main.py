from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse

app = FastAPI()


async def handle_permission_error(request: Request, denied: PermissionError):
    wants_text = "text/html" in request.headers.get("accept", "")
    if wants_text:
        return PlainTextResponse(str(denied), status_code=403)
    return JSONResponse({"denied": str(denied)}, status_code=403)


async def handle_timeout_error(request: Request, exc: TimeoutError) -> JSONResponse:
    return JSONResponse({"timeout": request.url.path}, status_code=504)


def register_exception_handlers(app: FastAPI) -> None:
    """Errors as text for browsers, as JSON for scripts."""
    app.add_exception_handler(PermissionError, handle_permission_error)
    app.add_exception_handler(TimeoutError, handle_timeout_error)


register_exception_handlers(app)


@app.get("/file/{name}")
async def file(name: str):
    if name == "slow":
        raise TimeoutError
    raise PermissionError(name)
