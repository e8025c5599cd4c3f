from fastapi import FastAPI

import two
from one import One
from three import Three

app = FastAPI()
app.add_middleware(One)
app.add_middleware(two.Two)
app.add_middleware(Three)


@app.get("/")
async def root() -> int:
    return 7
