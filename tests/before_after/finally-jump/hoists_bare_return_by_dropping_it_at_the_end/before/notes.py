log = []


def note(write):
    try:
        write()
    except Exception:
        log.append("not written")
    finally:
        return


async def note_later(write):
    try:
        await write()
    except Exception:
        log.append("not written")
    finally:
        log.append("done")
        return


def note_first(write):
    try:
        write()
    except Exception:
        log.append("not written")
    finally:
        return
    log.append("never shown")
