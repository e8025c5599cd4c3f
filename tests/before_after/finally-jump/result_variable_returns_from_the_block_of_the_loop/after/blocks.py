import threading

lock = threading.Lock()
log = []


def in_if(calls, wanted):
    if wanted:
        result_value = False
        for call in calls:
            try:
                result_value = call()
            except LookupError:
                result_value = "lost"
            break
        return result_value
    return False


def in_else(calls, wanted):
    if not wanted:
        log.append("not wanted")
    else:
        result_value = None
        for call in calls:
            try:
                result_value = call()
            except LookupError:
                result_value = "lost"
            break
        return result_value


def in_with(calls):
    with lock:
        result_value = 0
        for call in calls:
            try:
                result_value = call()
            except LookupError:
                result_value = "lost"
            break
        return result_value
    return 0


def in_try(calls):
    try:
        result_value = ""
        for call in calls:
            try:
                result_value = call()
            except LookupError:
                result_value = "lost"
            break
        return result_value
    except ValueError:
        log.append("bad value")
    finally:
        log.append("done")
    return ""


def in_handler(calls):
    try:
        log.remove("done")
    except ValueError:
        result_value = None
        for call in calls:
            try:
                result_value = call()
            except LookupError:
                result_value = "lost"
            break
        return result_value
