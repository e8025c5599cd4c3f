import asyncio


class Comparison:
    """What two repositories count, whatever they are over."""

    def __init__(self, left, right):
        self.left = left
        self.right = right

    async def run(self):
        left, right = await asyncio.gather(self.left.count(), self.right.count())
        return right - left
