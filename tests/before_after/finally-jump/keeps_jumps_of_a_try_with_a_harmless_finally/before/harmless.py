async def validate(get_db, key):
    async for db in get_db():
        try:
            if key is None:
                continue
            if not await db.find(key):
                return False
            return True
        except ValueError:
            break
        else:
            return None
        finally:
            await db.close()


def read(path):
    try:
        return open(path).read()
    except OSError:
        return ""
    finally:
        if path:
            print(path)
