async def add_region(request, call_next):
    response = await call_next(request)
    response.headers["X-Region"] = "eu"
    return response


async def drop_server(request, call_next):
    response = await call_next(request)
    if "server" in response.headers:
        del response.headers["server"]
    return response
