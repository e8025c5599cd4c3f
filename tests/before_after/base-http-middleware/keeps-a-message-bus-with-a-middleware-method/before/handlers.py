from fastapi import Request  # the bus hands http requests around

from bus import Bus

app = Bus()


@app.middleware("http")
async def log(request: Request, call_next):
    response = await call_next(request)
    response.headers["X-Bus"] = "1"
    return response


async def plain(request, call_next):
    return await call_next(request)


app.middleware("http")(plain)
