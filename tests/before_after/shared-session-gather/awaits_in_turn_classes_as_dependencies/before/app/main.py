import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI

from .stores import PlayerStore, TeamStore

app = FastAPI()


@app.get("/league")
async def league(teams: Annotated[TeamStore, Depends()], players: Annotated[PlayerStore, Depends(PlayerStore)]):
    counts = await asyncio.gather(teams.count(), players.count())
    return dict(zip(("teams", "players"), counts))
