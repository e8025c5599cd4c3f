from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse

log = []


class Denied(Exception):
    pass


def check(status, policy):
    if policy == "strict" and status != 200:
        raise Denied(f"strict says no to {status}")


class Policy(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            response = await call_next(request)
            check(response.status_code, response.headers.get("x-policy"))
            response.headers["X-Checked"] = "yes"
        except Denied as exc:
            log.append(str(exc))
            return JSONResponse({"denied": str(exc)}, status_code=403)
        return response


async def page(request):
    if request.query_params.get("raise"):
        raise Denied("the endpoint")
    return JSONResponse({"page": 1}, int(request.query_params["status"]), {"X-Policy": "strict"})


app = Starlette()
app.add_middleware(Policy)
app.add_route("/page", page)
