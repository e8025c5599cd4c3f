import asyncio

DATABASE = asyncio.Lock()
