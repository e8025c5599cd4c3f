def lookup(stores, key) -> int:
    result_value = 0
    for store in stores:
        if key in store:
            try:
                result_value = int(store[key])
            except ValueError:
                result_value = 0
            break
        else:
            try:
                result_value = int(store["default"])
            except KeyError:
                result_value = 0
            break
    return result_value
