from sqlalchemy import select

from blog.models import Post


class Gateway:
    def __init__(self, session):
        self._db = session

    async def titles(self, order, limit):
        return await self._fetch(select(Post.title).order_by(order).limit(limit))

    async def _fetch(self, statement):
        return (await self._db.scalars(statement)).all()
