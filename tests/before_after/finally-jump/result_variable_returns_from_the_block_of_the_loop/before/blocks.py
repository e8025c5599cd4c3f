import threading

lock = threading.Lock()
log = []


def in_if(calls, wanted):
    if wanted:
        for call in calls:
            try:
                return call()
            except LookupError:
                return "lost"
            finally:
                break
    return False


def in_else(calls, wanted):
    if not wanted:
        log.append("not wanted")
    else:
        for call in calls:
            try:
                return call()
            except LookupError:
                return "lost"
            finally:
                break


def in_with(calls):
    with lock:
        for call in calls:
            try:
                return call()
            except LookupError:
                return "lost"
            finally:
                break
    return 0


def in_try(calls):
    try:
        for call in calls:
            try:
                return call()
            except LookupError:
                return "lost"
            finally:
                break
    except ValueError:
        log.append("bad value")
    finally:
        log.append("done")
    return ""


def in_handler(calls):
    try:
        log.remove("done")
    except ValueError:
        for call in calls:
            try:
                return call()
            except LookupError:
                return "lost"
            finally:
                break
