def lengths(rows):
    for row in rows:
        try:
            yield len(row)
            return "done"
        except TypeError:
            yield 0
        finally:
            break


async def lines(get_file):
    async for file in get_file():
        try:
            if not file:
                return
            async for line in file:
                yield line
        except ValueError:
            yield "bad file"
        finally:
            break


def delegated(rows):
    for row in rows:
        try:
            first = yield from row
            if first is None:
                return "empty"
        finally:
            break
