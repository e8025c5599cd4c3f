import asyncio

from fastapi import FastAPI, Request

app = FastAPI()
polls = []


@app.middleware("http")
async def tag(request: Request, call_next):
    request.state.tag = request.query_params.get("tag", "none")
    response = await call_next(request)
    response.headers["X-Tag"] = request.state.tag
    return response


@app.get("/poll")
async def poll(request: Request):
    for _ in range(100):
        if await request.is_disconnected():
            polls.append(f"{request.state.tag} left")
            return None
        await asyncio.sleep(0.01)
    polls.append(f"{request.state.tag} stayed")
    return "nothing new"
