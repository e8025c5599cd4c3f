from blacksheep import Application
from litestar import Litestar
from litestar.middleware import AbstractMiddleware, DefineMiddleware


class Timing(AbstractMiddleware):
    async def __call__(self, scope, receive, send):
        await self.app(scope, receive, send)


litestar = Litestar(middleware=[DefineMiddleware(Timing)])
app = Application()


@app.middleware("http")
async def hook(request, handler):
    response = await handler(request)
    response.headers.set(b"x-hook", b"1")
    return response


async def plain(request, call_next):
    return await call_next(request)


app.middlewares.append(plain)
