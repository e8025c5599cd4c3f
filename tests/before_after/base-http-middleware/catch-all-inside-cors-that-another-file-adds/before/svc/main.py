from fastapi import FastAPI

from svc.cors import setup_cors
from svc.errors import ErrorMiddleware

app = FastAPI()
app.add_middleware(ErrorMiddleware)
setup_cors(app)


@app.get("/broken")
async def broken():
    raise RuntimeError("broken")
