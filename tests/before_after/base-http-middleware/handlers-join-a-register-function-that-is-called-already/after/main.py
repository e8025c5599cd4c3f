from fastapi import FastAPI

from handlers import register_exception_handlers

app = FastAPI()

register_exception_handlers(app)


@app.get("/")
async def root(by: int = 1):
    return [[1, 2][by], 1 / by]
