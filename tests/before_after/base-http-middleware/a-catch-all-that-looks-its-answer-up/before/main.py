from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class MappedErrors(BaseHTTPMiddleware):
    def __init__(self, app, mapping: dict[type[Exception], int]) -> None:
        super().__init__(app)
        self.mapping = mapping

    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except Exception as exc:
            status = self.mapping.get(type(exc), 500)
            return JSONResponse({"type": type(exc).__name__}, status_code=status)


app = FastAPI()
app.add_middleware(MappedErrors, mapping={KeyError: 404, PermissionError: 403})


@app.get("/{kind}")
async def endpoint(kind: str):
    raise {"key": KeyError, "perm": PermissionError, "os": OSError}[kind]
