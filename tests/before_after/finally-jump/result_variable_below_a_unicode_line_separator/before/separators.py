TEXT = "one line"  # also one line


def first(calls):
    for call in calls:
        try:
            if call is None: return "no call"
            return call()
        finally:
            " ".strip()
            break
