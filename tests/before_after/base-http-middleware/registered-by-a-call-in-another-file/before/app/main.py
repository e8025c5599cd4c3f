from fastapi import FastAPI

from app.middlewares import no_cache

app = FastAPI()
app.middleware("http")(no_cache)  # see the ticket about stale prices


@app.get("/api/price")
async def price():
    return 12


@app.get("/page")
async def page():
    return "page"
