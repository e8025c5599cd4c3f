from fastapi import FastAPI, Request
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse, RedirectResponse

BANNED = {"10.6.6.6"}


class Gate(BaseHTTPMiddleware):
    def __init__(self, app, legacy_prefix="/v1"):
        super(Gate, self).__init__(app)
        self.legacy_prefix = legacy_prefix

    async def dispatch(self, request: Request, call_next):
        path = request.url.path
        if path == "/health":
            return await call_next(request)
        elif path.startswith(self.legacy_prefix):
            if request.method == "GET":
                return RedirectResponse(path.replace(self.legacy_prefix, "/v2", 1), status_code=308)
            else:
                response = await call_next(request)
                response.headers["Deprecation"] = "true"
                return response
        forwarded = request.headers.get("x-forwarded-for")
        if forwarded:
            if forwarded in BANNED:
                return PlainTextResponse("banned", 403)
            request.state.ip = forwarded
            response = await call_next(request)
            response.headers["X-Seen-IP"] = forwarded
        else:
            request.state.ip = request.client.host
            response = await call_next(request)
        response.headers["X-Gate"] = "passed"
        return response


app = FastAPI()
app.add_middleware(Gate)


@app.get("/health")
async def health(request: Request):
    return {"ip": getattr(request.state, "ip", None)}


@app.api_route("/v2/who", methods=["GET", "POST"])
@app.post("/v1/who")
async def who(request: Request):
    return {"ip": getattr(request.state, "ip", None)}
