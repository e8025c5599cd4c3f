log = []


async def import_all(rows, store):
    for row in rows:
        try:
            await store(row)
        except Exception as error:
            log.append(f"{row}: {error}")


def count_all(rows):
    total = 0
    while rows:
        row = rows.pop()
        try:
            total += int(row)
        except:
            log.append(f"not a number: {row}")
        finally:
            log.append("counted")
    return total


def names(rows):
    for row in rows:
        if row:
            try:
                log.append(row["name"])
            except (KeyError, Exception):
                log.append("no name")
            continue
        log.append("no row")
