from sqlalchemy.ext.asyncio import AsyncSession

from blog.gateway import Gateway


class Context:
    """What a request carries around."""

    def __init__(self, session: AsyncSession, limit: int = 2) -> None:
        self.gateway = Gateway(session)
        self.limit = limit
