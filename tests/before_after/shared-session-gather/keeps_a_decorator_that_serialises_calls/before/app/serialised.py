import functools


def serialised(method):
    """Only one call at a time per object."""

    @functools.wraps(method)
    async def wrapper(self, *args, **kwargs):
        async with self._lock:
            return await method(self, *args, **kwargs)

    return wrapper
