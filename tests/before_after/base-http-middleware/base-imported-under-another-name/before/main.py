from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware as _Base
from starlette.middleware.base import RequestResponseEndpoint as Next
from starlette.requests import Request as Req
from starlette.responses import PlainTextResponse, Response


class PoweredBy(_Base):
    async def dispatch(self, req: Req, nxt: Next) -> Response:
        answer = await nxt(req)
        answer.headers["x-powered-by"] = "tea"
        return answer


app = Starlette()
app.add_middleware(PoweredBy)


async def home(request: Req) -> Response:
    return PlainTextResponse("home")


app.add_route("/", home)
