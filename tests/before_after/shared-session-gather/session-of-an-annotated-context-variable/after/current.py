from contextvars import ContextVar

from sqlalchemy.ext.asyncio import AsyncSession

_session: ContextVar[AsyncSession] = ContextVar("session")


def bind(session: AsyncSession) -> None:
    _session.set(session)


def current() -> AsyncSession:
    return _session.get()
