from typing import Annotated

from fastapi import Depends, Query
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import get_db

DbSession = Annotated[AsyncSession, Depends(get_db)]
PageSize = Annotated[int, Query(ge=1, le=100)]
