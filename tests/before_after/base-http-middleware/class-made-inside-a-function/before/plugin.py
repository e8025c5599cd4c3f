from fastapi import FastAPI


def install(app: FastAPI, *, header: str, value: str) -> None:
    """Imported late: not every service has starlette's extras."""
    from starlette.middleware.base import BaseHTTPMiddleware

    class Stamp(BaseHTTPMiddleware):
        async def dispatch(self, request, call_next):
            response = await call_next(request)
            response.headers[header] = value
            return response

    app.add_middleware(Stamp)
