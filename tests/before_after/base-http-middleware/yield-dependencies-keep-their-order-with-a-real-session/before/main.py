from fastapi import Depends, FastAPI, HTTPException, Request
from sqlalchemy.ext.asyncio import AsyncSession

from db import Item, events, get_session

app = FastAPI()


@app.middleware("http")
async def trace(request: Request, call_next):
    events.append("in")
    response = await call_next(request)
    events.append(f"out {response.status_code}")
    return response


@app.put("/items/{item_id}")
async def put(item_id: int, session: AsyncSession = Depends(get_session)):
    session.add(Item(id=item_id))
    await session.flush()
    if item_id == 7:
        raise HTTPException(409)
    if item_id == 8:
        raise RuntimeError("broken")
    return item_id
