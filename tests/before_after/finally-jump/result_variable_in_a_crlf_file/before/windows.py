# One loop, one value.
log = []


def first(calls):
    for call in calls:
        try:
            if call is None: return "nothing"
            return (
                call()  # once
            )
        except LookupError:
            return """lost
and gone"""
        finally:
            # cleanup
            log.append("done"); break
