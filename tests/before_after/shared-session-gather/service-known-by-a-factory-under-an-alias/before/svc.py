import asyncio as aio
from functools import partial
from repo import Repo
g = aio.gather
class Svc:
    def __init__(self, a, b): self.a, self.b = a, b
    async def run(self):
        (x, *rest), y = await g(self.pair(), self.b.one(3))
        return x, rest, y
    async def pair(self):
        return [await self.a.one(1), await self.a.one(2)]
def build(session):
    return Svc(Repo(session), Repo(session))
