from sqlalchemy import text
class Repo:
    def __init__(self, s): self.s = s
    async def one(self, n): return (await self.s.execute(text(f"select {n}"))).scalar_one()
