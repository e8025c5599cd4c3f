from fastapi import FastAPI

from handlers import ErrorMiddleware, register_exception_handlers

app = FastAPI()
app.add_middleware(ErrorMiddleware)
register_exception_handlers(app)


@app.get("/")
async def root(by: int = 1):
    return [[1, 2][by], 1 / by]
