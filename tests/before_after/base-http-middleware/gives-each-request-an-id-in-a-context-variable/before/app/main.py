from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from app.context import request_id
from app.middleware import RequestIdMiddleware

app = FastAPI()
app.add_middleware(RequestIdMiddleware)


@app.get("/id")
async def show(request: Request):
    return {"variable": request_id.get(), "state": request.state.request_id}


@app.get("/stream")
async def stream():
    async def chunks():
        for number in range(3):
            yield f"{number}:{request_id.get()} "

    return StreamingResponse(chunks(), media_type="text/plain")


@app.get("/broken")
async def broken():
    raise ValueError(request_id.get())
