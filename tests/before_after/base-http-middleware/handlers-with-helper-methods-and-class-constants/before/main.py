import errors
from fastapi import FastAPI

app = FastAPI()
app.add_middleware(errors.ErrorHandlingMiddleware)


@app.get("/{kind}")
async def endpoint(kind: str):
    raise {"value": ValueError, "type": TypeError, "os": OSError}[kind](kind)
