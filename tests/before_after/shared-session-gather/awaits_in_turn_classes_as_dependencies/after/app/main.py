from typing import Annotated

from fastapi import Depends, FastAPI

from .stores import PlayerStore, TeamStore

app = FastAPI()


@app.get("/league")
async def league(teams: Annotated[TeamStore, Depends()], players: Annotated[PlayerStore, Depends(PlayerStore)]):
    counts = [await teams.count(), await players.count()]
    return dict(zip(("teams", "players"), counts))
