from fastapi import APIRouter, Depends
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core.database import get_read_session_dependency
from app.domain.admin.service import AdminService

router = APIRouter(prefix="/admin")


def get_admin_service(session: AsyncSession = Depends(get_read_session_dependency)) -> AdminService:
    return AdminService(session)


@router.get("/gender-ratio")
async def gender_ratio(service: AdminService = Depends(get_admin_service)):
    return await service.get_gender_ratio()


@router.get("/overview")
async def overview(service: AdminService = Depends(get_admin_service)):
    return await service.get_overview()
