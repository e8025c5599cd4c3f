# One loop, one value.
log = []


def first(calls):
    result_value = None
    for call in calls:
        try:
            if call is None:
                result_value = "nothing"
                break
            result_value = (
                call()  # once
            )
        except LookupError:
            result_value = """lost
and gone"""
        finally:
            # cleanup
            log.append("done")
        break
    return result_value
