from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse

app = FastAPI()


@app.middleware("http")
async def errors(request: Request, call_next):
    """Errors as text for browsers, as JSON for scripts."""
    wants_text = "text/html" in request.headers.get("accept", "")
    try:
        return await call_next(request)
    except PermissionError as denied:
        if wants_text:
            return PlainTextResponse(str(denied), status_code=403)
        return JSONResponse({"denied": str(denied)}, status_code=403)
    except TimeoutError:
        return JSONResponse({"timeout": request.url.path}, status_code=504)


@app.get("/file/{name}")
async def file(name: str):
    if name == "slow":
        raise TimeoutError
    raise PermissionError(name)
