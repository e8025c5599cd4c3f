from aiohttp import web


@web.middleware
async def errors(request, handler):
    try:
        response = await handler(request)
    except web.HTTPException as exc:
        return web.json_response({"error": exc.reason}, status=exc.status)
    response.headers["X-Server"] = "aio"
    return response


async def call_next_style(request, call_next):
    response = await call_next(request)
    return response


app = web.Application(middlewares=[errors, call_next_style])
