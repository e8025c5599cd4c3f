from sqlalchemy.ext.asyncio import AsyncSession


async def log(session: AsyncSession, message: str) -> None:
    print(message, session.in_transaction(), len(session.new))


async def remember(session: AsyncSession, row: object) -> None:
    with session.no_autoflush:
        session.add(row)
    session.info.setdefault("rows", []).append(row)


async def nothing(session: AsyncSession) -> None:
    """Overridden in other deployments."""
