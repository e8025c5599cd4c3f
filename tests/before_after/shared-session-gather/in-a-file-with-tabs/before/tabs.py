import asyncio

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class Orders:
	def __init__(self, session: AsyncSession) -> None:
		self.session = session

	async def pay(self, number: int) -> None:
		await self.session.execute(update(Order).where(Order.id == number).values(status="paid"))

	async def pay_all(self, *numbers: int) -> int:
		if numbers:
			async with asyncio.TaskGroup() as tg:
				for number in numbers:
					# each in a task of its own
					tg.create_task(self.pay(number))
		await self.session.commit()
		results = await asyncio.gather(*[self.count(number) for number in numbers], return_exceptions=True)
		return sum(results)

	async def count(self, number: int) -> int:
		return await self.session.scalar(select(func.count()).where(Order.id == number, Order.status == "paid"))
