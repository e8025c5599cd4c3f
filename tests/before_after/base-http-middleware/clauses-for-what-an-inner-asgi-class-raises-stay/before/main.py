from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse

from limits import Limit, TooMany


class Errors(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except TooMany as exc:
            return PlainTextResponse(f"too many: {exc}", status_code=429)


app = Starlette(middleware=[Middleware(Errors), Middleware(Limit, most=2)])
