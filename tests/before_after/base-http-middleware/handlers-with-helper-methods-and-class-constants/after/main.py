import errors
from fastapi import FastAPI

app = FastAPI()
errors.register_exception_handlers(app)


@app.get("/{kind}")
async def endpoint(kind: str):
    raise {"value": ValueError, "type": TypeError, "os": OSError}[kind](kind)
