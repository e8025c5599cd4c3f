from anyio import create_task_group
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Post


class ViewCounter:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, post_id: int, views: int) -> None:
        await self._session.execute(update(Post).where(Post.id == post_id).values(views=Post.views + views))

    async def add_all(self, views: dict[int, int]) -> None:
        async with create_task_group() as tg:
            for post_id, number in views.items():
                tg.start_soon(self.add, post_id, number)
        await self._session.commit()
