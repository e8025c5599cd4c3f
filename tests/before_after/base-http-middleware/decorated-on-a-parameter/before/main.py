from fastapi import FastAPI

from setup_typed import add_typed
from setup_untyped import add_untyped

app = FastAPI()
add_typed(app)
add_untyped(app)


@app.get("/")
async def root():
    return None
