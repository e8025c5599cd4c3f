from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


class HideForbidden(BaseHTTPMiddleware):
    """Nobody shall learn which documents exist."""

    async def dispatch(self, request, call_next):
        response = await call_next(request)
        if response.status_code == 403:
            response.status_code = 404
        elif 200 <= response.status_code < 300 and request.method == "DELETE":
            response.status_code = 202
        response.headers["X-Status"] = str(response.status_code)
        return response


async def document(request):
    if request.method == "DELETE":
        return Response(status_code=204)
    return PlainTextResponse("nothing here", status_code=403 if request.path_params["id"] > 9 else 200)


app = Starlette(routes=[Route("/documents/{id:int}", document, methods=["GET", "DELETE"])])
app.add_middleware(HideForbidden)
