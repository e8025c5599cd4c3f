from fastapi import FastAPI, HTTPException

from gate.auth import AuthMiddleware
from gate.errors import ErrorMiddleware, QuotaExceeded

app = FastAPI()
app.add_middleware(AuthMiddleware)
app.add_middleware(ErrorMiddleware)


@app.get("/{kind}")
async def endpoint(kind: str):
    if kind == "gone":
        raise HTTPException(410, "gone")
    if kind == "quota":
        raise QuotaExceeded(kind)
    return kind
