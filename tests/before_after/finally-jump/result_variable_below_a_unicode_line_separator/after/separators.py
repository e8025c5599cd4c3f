TEXT = "one line"  # also one line


def first(calls):
    result_value = None
    for call in calls:
        try:
            if call is None:
                result_value = "no call"
                break
            result_value = call()
        finally:
            " ".strip()
        break
    return result_value
