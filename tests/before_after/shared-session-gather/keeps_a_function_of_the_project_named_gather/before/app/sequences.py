async def gather(*awaitables):
    """Awaits in turn."""
    return [await awaitable for awaitable in awaitables]
