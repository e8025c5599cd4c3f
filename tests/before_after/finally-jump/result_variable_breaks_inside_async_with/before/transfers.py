async def transfer(get_db, amount) -> bool:
    async for db in get_db():
        try:
            async with db.begin() as tx:
                if amount <= 0:
                    tx.note("refused")
                    return False
                tx.note("moved")
            db.mails += 1
            async with db.begin() as tx:
                tx.note("mailed")
                return True
        except ConnectionError:
            return False
        finally:
            break
