def is_allowed(rules) -> bool:
    result_value = None
    for rule in rules:
        try:
            result_value = rule()
        except LookupError:
            result_value = True
        break
    return result_value


def saved(stores, row) -> str:
    result_value = None
    for store in stores:
        try:
            store.append(row)
        except AttributeError:
            result_value = "failed"
        break
    return result_value
