from starlette.applications import Starlette
from starlette.responses import PlainTextResponse

from errors import DbErrorMiddleware, register_exception_handlers

app = Starlette()
for_all = [DbErrorMiddleware]  # kept for the docs build
register_exception_handlers(app)


async def number(request):
    return PlainTextResponse(str(int(request.query_params["n"])))


app.add_route("/number", number)
