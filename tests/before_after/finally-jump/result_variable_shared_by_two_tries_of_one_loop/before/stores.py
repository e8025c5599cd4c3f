def lookup(stores, key) -> int:
    for store in stores:
        if key in store:
            try:
                return int(store[key])
            except ValueError:
                return 0
            finally:
                break
        else:
            try:
                return int(store["default"])
            except KeyError:
                return 0
            finally:
                break
