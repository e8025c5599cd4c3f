log = []


async def open_account(get_db, owner):
    async for db in get_db():
        try:
            async with db.begin():
                return db.insert(owner)
        except ConnectionError:
            log.append("not opened")
        finally:
            break


def read_all(paths, read, close):
    for path in paths:
        try:
            try:
                text = read(path)
                if text:
                    return text
            finally:
                close(path)
                break
        except OSError:
            log.append(f"cannot close {path}")
