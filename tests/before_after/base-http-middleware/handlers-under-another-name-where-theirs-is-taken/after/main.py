from starlette.applications import Starlette

from errors import register_timeout_errors_handlers, register_exception_handlers

options = register_exception_handlers({})


async def slow(request):
    raise TimeoutError


def build():
    app = Starlette(middleware=[])
    register_timeout_errors_handlers(app)
    app.add_route("/slow", slow)
    return app


app = build()
