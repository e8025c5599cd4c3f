import asyncio

from fastapi import APIRouter
from sqlalchemy import func, select

from app.db import Book
from app.deps import DbSession, PageSize

router = APIRouter()


@router.get("/books")
async def list_books(db: DbSession, size: PageSize = 20):
    page = select(Book.title).order_by(Book.title).limit(size)
    titles, total = await asyncio.gather(db.scalars(page), db.scalar(select(func.count(Book.id))))
    return {"titles": titles.all(), "total": total}
