from sanic import Sanic

app = Sanic("svc")


@app.middleware("request")
async def before(request):
    request.ctx.user = None


@app.middleware("http")
async def named_alike(request, call_next):
    return await call_next(request)


@app.on_response
async def after(request, response):
    response.headers["X-After"] = "1"
