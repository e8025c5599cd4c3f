def first(calls):
    result_value = None
    for call in calls:
        try:
            result_value = call()
        except LookupError:
            result_value = "lost"
        break
    return result_value