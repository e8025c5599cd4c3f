log = []


async def setting(get_db, name) -> bool:
    async for db in get_db():
        try:
            row = await db.find(name)
            if row is None:
                return False
            if row.value:
                return True
        except LookupError:
            log.append("no table")
        finally:
            await db.close()
        break
    return False
