from fastapi import FastAPI, Request

app = FastAPI()


@app.middleware("http")
async def add_header(request: Request, call_next):
    response = await call_next(request)
    response.headers["X-Header"] = "1"
    return response
