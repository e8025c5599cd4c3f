from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route

seen = {}


class Versioned(BaseHTTPMiddleware):
    """/2/users is /users with version 2."""

    async def dispatch(self, request, call_next):
        first, _, rest = request.scope["path"].lstrip("/").partition("/")
        if first.isdigit():
            request.scope["path"] = f"/{rest}"
            request.scope["headers"].append((b"x-version", first.encode()))
        response = await call_next(request)
        # The router has found the route by now.
        route = request.scope.get("route") or request.scope.get("endpoint")
        name = getattr(route, "name", getattr(route, "__name__", "?"))
        seen[request.path_params.get("user")] = name
        response.headers["X-Route"] = name
        return response


async def users(request):
    return JSONResponse({"user": request.path_params["user"], "version": request.headers.get("x-version")})


app = Starlette(routes=[Route("/users/{user}", users, name="users")])
app.add_middleware(Versioned)
