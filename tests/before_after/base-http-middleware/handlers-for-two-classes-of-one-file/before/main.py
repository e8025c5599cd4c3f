from starlette.applications import Starlette
from starlette.responses import PlainTextResponse

from errors import DbErrorMiddleware, InputErrorMiddleware

app = Starlette()
for_all = [DbErrorMiddleware]  # kept for the docs build
app.add_middleware(InputErrorMiddleware)


async def number(request):
    return PlainTextResponse(str(int(request.query_params["n"])))


app.add_route("/number", number)
