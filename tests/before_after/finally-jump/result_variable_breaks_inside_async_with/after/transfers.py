async def transfer(get_db, amount) -> bool:
    result_value = False
    async for db in get_db():
        try:
            async with db.begin() as tx:
                if amount <= 0:
                    tx.note("refused")
                    result_value = False
                    break
                tx.note("moved")
            db.mails += 1
            async with db.begin() as tx:
                tx.note("mailed")
                result_value = True
        except ConnectionError:
            result_value = False
        break
    return result_value
