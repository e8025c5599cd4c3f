import asyncio


async def fetch(session, url):
    return await session.get(url)


async def fetch_both(session):
    return await asyncio.gather(fetch(session, "/a"), session.get("/b"))
