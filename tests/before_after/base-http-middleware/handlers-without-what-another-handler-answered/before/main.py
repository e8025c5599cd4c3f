from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from errors import ApiError, Busy, DomainError, ErrorMiddleware, Missing


async def on_domain_error(request: Request, exc: DomainError):
    return JSONResponse({"domain": str(exc)}, status_code=400)


app = FastAPI(exception_handlers={DomainError: on_domain_error})
app.add_middleware(ErrorMiddleware)


@app.get("/{kind}")
async def endpoint(kind: str):
    if kind == "api":
        raise ApiError(418, "teapot")
    raise {"missing": Missing, "busy": Busy}[kind](kind)
