from framework.core import FastAPI

app = FastAPI()


@app.middleware("http")
async def hook(request, call_next):
    response = await call_next(request)
    return response


async def plain(request, call_next):
    return await call_next(request)


app.middleware("http")(plain)
app.add_middleware(object, dispatch=plain)
