from starlette.applications import Starlette
from starlette.middleware import Middleware

from errors import TimeoutErrors, register_exception_handlers

options = register_exception_handlers({})


async def slow(request):
    raise TimeoutError


def build():
    app = Starlette(middleware=[Middleware(TimeoutErrors)])
    app.add_route("/slow", slow)
    return app


app = build()
