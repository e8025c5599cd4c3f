from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class Request:
    db: AsyncSession
    user: str = "anonymous"


class Job(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)

    db: AsyncSession
    states: list[str]
