from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from core import middleware as mw

middleware = [
    Middleware(CORSMiddleware, allow_origins=["https://site.example"]),
    Middleware(mw.LocaleMiddleware, default="en"),
    Middleware(mw.PoliteMiddleware),
]
app = FastAPI(middleware=middleware)


@app.get("/")
async def root(request: Request):
    return request.state.locale
