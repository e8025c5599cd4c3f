from fastapi import FastAPI, Request

app = FastAPI()


async def timing(request: Request, call_next):
    """Left here from an older version."""
    response = await call_next(request)
    response.headers["X-Time"] = "1"
    return response


@app.get("/")
async def root(request: Request):
    return {"hello": request.url.path}
