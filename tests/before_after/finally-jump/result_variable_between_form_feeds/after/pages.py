log = []


def first(calls):
    result_value = None
    for call in calls:
        result_value = call()
        break
    return result_value


def second(calls):
    for call in calls:
        try:
            log.append(call())
        finally:
            log.append("")
        break

LAST = "last"
