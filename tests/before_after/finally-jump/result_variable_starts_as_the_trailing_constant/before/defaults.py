def with_none(calls):
    for call in calls:
        try:
            return call()
        finally:
            break
    return None


def with_true(calls) -> bool:
    for call in calls:
        try:
            return call()
        except Exception:
            return False
        finally:
            break
    return True


def with_false(calls):
    for call in calls:
        try:
            return call()
        finally:
            break
    return False


def with_zero(calls):
    for call in calls:
        try:
            return call()
        finally:
            break

    # nobody to ask
    return 0  # nothing


def with_text(calls):
    for call in calls:
        try:
            return call()
        finally:
            break
    return ""


def with_list(calls):
    for call in calls:
        try:
            return call()
        finally:
            break
    return []


def with_dict(calls):
    for call in calls:
        try:
            return call()
        finally:
            break
    return {}


def with_tuple(calls):
    for call in calls:
        try:
            return call()
        finally:
            break
    return ()


def with_pair(calls):
    for call in calls:
        try:
            return call()
        finally:
            break
    return (False, None)
