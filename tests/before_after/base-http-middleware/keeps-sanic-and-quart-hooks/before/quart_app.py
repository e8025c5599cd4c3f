import quart

app = quart.Quart(__name__)


@app.middleware("http")
async def hook(request, call_next):
    response = await call_next(request)
    return response


app.middleware("http")(hook)
