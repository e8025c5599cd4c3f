from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse

MEGABYTE = 1024 * 1024


class MaxBodySize(BaseHTTPMiddleware):
    max_bytes = MEGABYTE

    async def dispatch(self, request, call_next):
        length = request.headers.get("content-length")
        if request.method in ("POST", "PUT", "PATCH"):
            if length is None:
                return PlainTextResponse("length required", status_code=411)
            try:
                size = int(length)
            except ValueError:
                return PlainTextResponse("bad length", status_code=400)
            else:
                if size > self.max_bytes:
                    return PlainTextResponse(f"at most {self.max_bytes} bytes", status_code=413)
        return await call_next(request)


app = Starlette()
app.add_middleware(MaxBodySize)


async def upload(request):
    return PlainTextResponse(str(len(await request.body())))


app.add_route("/upload", upload, methods=["POST", "GET"])
