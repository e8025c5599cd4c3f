import asyncio

import aioboto3
from gql import Client, gql
from gql.client import AsyncClientSession
from sqlalchemy.ext.asyncio import AsyncSession


async def copy(session: aioboto3.Session, bucket: str, keys: list[str]) -> None:
    async with session.client("s3") as s3:
        await asyncio.gather(*[s3.delete_object(Bucket=bucket, Key=key) for key in keys])


async def queries(session: AsyncClientSession):
    return await asyncio.gather(session.execute(gql("{ a }")), session.execute(gql("{ b }")))


async def ask(client: Client):
    async with client as session:
        return await asyncio.gather(session.execute(gql("{ a }")), session.execute(gql("{ b }")))


async def store(db: AsyncSession, answers: list[dict]) -> None:
    db.add_all(answers)
    await db.commit()
