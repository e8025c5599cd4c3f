class CreateFailed(Exception):
    pass


async def create(get_db, row):
    created = None
    async for db in get_db():
        try:
            await db.add(row)
            created = row
        except ValueError:
            raise
        except Exception as error:
            await db.rollback()
            raise CreateFailed(row) from error
        finally:
            await db.close()
            break
    return created
