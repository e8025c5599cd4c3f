from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from errors import ErrorMiddleware

app = FastAPI()
app.add_middleware(ErrorMiddleware)
app.add_middleware(CORSMiddleware, allow_origins=["https://site.example"], allow_credentials=True)


@app.get("/{kind}")
async def endpoint(kind: str):
    raise {"value": ValueError, "os": OSError}[kind](kind)
