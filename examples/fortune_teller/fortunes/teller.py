import asyncio


async def tell(stars):
    """Stands for the call of a language model."""
    await asyncio.sleep(0)
    return f"{' and '.join(stars)} smile on you"
