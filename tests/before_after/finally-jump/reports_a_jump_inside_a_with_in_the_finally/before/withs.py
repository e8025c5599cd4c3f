async def first(rows, lock, out):
    for row in rows:
        try:
            out.append(await row())
        except Exception:
            out.append("failed")
        finally:
            async with lock:
                out.append("locked")
                break


def second(rows, lock, out):
    for row in rows:
        try:
            out.append(row())
        except Exception:
            out.append("failed")
        finally:
            with lock: continue


def third(row, out):
    try:
        out.append(row())
    except Exception:
        out.append("failed")
    finally:
        match out:
            case []:
                return None
            case _:
                out.append("matched")
