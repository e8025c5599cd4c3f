from .application import application as api


@api.middleware("http")
async def announce(request, call_next):
    response = await call_next(request)
    response.headers["X-Service"] = "billing"
    return response
