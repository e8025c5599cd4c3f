def with_none(calls):
    result_value = None
    for call in calls:
        result_value = call()
        break
    return result_value


def with_true(calls) -> bool:
    result_value = True
    for call in calls:
        try:
            result_value = call()
        except Exception:
            result_value = False
        break
    return result_value


def with_false(calls):
    result_value = False
    for call in calls:
        result_value = call()
        break
    return result_value


def with_zero(calls):
    result_value = 0
    for call in calls:
        result_value = call()
        break

    # nobody to ask
    return result_value  # nothing


def with_text(calls):
    result_value = ""
    for call in calls:
        result_value = call()
        break
    return result_value


def with_list(calls):
    result_value = []
    for call in calls:
        result_value = call()
        break
    return result_value


def with_dict(calls):
    result_value = {}
    for call in calls:
        result_value = call()
        break
    return result_value


def with_tuple(calls):
    result_value = ()
    for call in calls:
        result_value = call()
        break
    return result_value


def with_pair(calls):
    result_value = (False, None)
    for call in calls:
        result_value = call()
        break
    return result_value
