from fastapi import FastAPI

from app.middlewares import NoCacheMiddleware

app = FastAPI()
app.add_middleware(NoCacheMiddleware)  # see the ticket about stale prices


@app.get("/api/price")
async def price():
    return 12


@app.get("/page")
async def page():
    return "page"
