from typing import Annotated

from fastapi import APIRouter, Depends

from shop.interface import UnitOfWork
from shop.service import Statistics
from shop.unit_of_work import SqlUnitOfWork

router = APIRouter()


@router.get("/statistics")
async def statistics(uow: Annotated[UnitOfWork, Depends(SqlUnitOfWork)]) -> dict[str, int]:
    return await Statistics().counts(uow)
