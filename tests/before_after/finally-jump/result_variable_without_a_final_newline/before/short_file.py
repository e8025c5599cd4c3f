def first(calls):
    for call in calls:
        try:
            return call()
        except LookupError:
            return "lost"
        finally:
            break