def lengths(rows):
    for row in rows:
        try:
            yield len(row)
            return "done"
        except TypeError:
            yield 0
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
        break


def delegated(rows):
    for row in rows:
        first = yield from row
        if first is None:
            return "empty"
        break
