def find(rows, out):
    try:
        out.extend(row() for row in rows)
    except Exception:
        out.clear()
    finally:
        for part in out:
            if part is not None:
                return part


async def drain(queue, out):
    try:
        out.append(await queue.get())
    except Exception:
        out.clear()
    finally:
        while True:
            async for part in queue.rest():
                return part
