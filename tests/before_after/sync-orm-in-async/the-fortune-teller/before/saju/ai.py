import asyncio


async def tell(element, topic):
    await asyncio.sleep(0)
    return f"{element} is good for {topic}"
