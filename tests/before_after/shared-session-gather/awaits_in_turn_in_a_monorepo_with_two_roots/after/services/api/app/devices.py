import dbkit
from sqlalchemy import func, select

from app.models import Device


async def _count(session, *, online: bool) -> int:
    statement = select(func.count(Device.id)).where(Device.online.is_(online))
    return (await session.execute(statement)).scalar_one()


async def status() -> dict[str, int]:
    async with dbkit.session_scope() as session:
        online = await _count(session, online=True)
        offline = await _count(session, online=False)
    return {"online": online, "offline": offline}
