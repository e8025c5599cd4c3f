from sqlalchemy import func, select

from desk.context import Job, Request
from desk.models import Ticket


async def count(request: Request, state: str) -> int:
    return await request.db.scalar(select(func.count(Ticket.id)).where(Ticket.state == state))


async def board(request: Request) -> tuple[int, int]:
    opened = await count(request, "open")
    closed = await count(request, "closed")
    return opened, closed


async def totals(job: Job) -> list[int]:
    statement = select(func.count(Ticket.id))
    return [
        *[await job.db.scalar(statement.where(Ticket.state == state)) for state in job.states],
        await job.db.scalar(statement),
    ]
