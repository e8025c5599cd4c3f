async def validate_session(get_db, key):
    result_value = False
    async for db in get_db():
        try:
            if not await db.find(key):
                result_value = False
                break
            result_value = True
        except Exception:
            result_value = False
        finally:
            await db.close()
        break
    return result_value


def nested(rows):
    for row in rows:
        try:
            row()
        finally:
            row.close()
        if row.last:
            break
        continue
    return None
