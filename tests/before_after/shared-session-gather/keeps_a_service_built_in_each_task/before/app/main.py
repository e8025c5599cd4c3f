import asyncio

from app.service import Importer, export


async def main(paths: list[str]) -> None:
    await asyncio.gather(Importer().run("a"), Importer().run("b"))
    await asyncio.gather(*[Importer().run(path) for path in paths])
    await asyncio.gather(export(), export())
