from typing import Annotated

from fastapi import Depends, FastAPI

from dependencies import get_stats
from services import Stats

app = FastAPI()


@app.get("/stats")
async def stats(service: Annotated[Stats, Depends(get_stats)]) -> dict[str, int]:
    return await service.run()
