log = []


def first(calls):
    for call in calls:
        try:
            return call()
        finally:
            break


def second(calls):
    for call in calls:
        try:
            log.append(call())
        finally:
            log.append("")
            break

LAST = "last"
