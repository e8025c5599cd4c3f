log = []


def first(calls):
    for call in calls:
        try:
            log.append(call())
        finally:
            log.append("called")
            break


def worker(calls):
    for call in calls:
        try:
            log.append(call())
        finally:
            continue


def handled(calls):
    for call in calls:
        try:
            log.append(call())
        except BaseException:
            log.append("failed")
        finally:
            continue
