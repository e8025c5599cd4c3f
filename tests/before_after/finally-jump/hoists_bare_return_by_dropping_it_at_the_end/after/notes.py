log = []


def note(write):
    try:
        write()
    except Exception:
        log.append("not written")


async def note_later(write):
    try:
        await write()
    except Exception:
        log.append("not written")
    finally:
        log.append("done")


def note_first(write):
    try:
        write()
    except Exception:
        log.append("not written")
    return
    log.append("never shown")
