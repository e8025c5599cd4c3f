from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from errors import ApiError, Busy, DomainError, register_exception_handlers, Missing


async def on_domain_error(request: Request, exc: DomainError):
    return JSONResponse({"domain": str(exc)}, status_code=400)


app = FastAPI(exception_handlers={DomainError: on_domain_error})
register_exception_handlers(app)


@app.get("/{kind}")
async def endpoint(kind: str):
    if kind == "api":
        raise ApiError(418, "teapot")
    raise {"missing": Missing, "busy": Busy}[kind](kind)
