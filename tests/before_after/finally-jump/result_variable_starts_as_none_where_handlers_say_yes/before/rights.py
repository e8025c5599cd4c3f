def is_allowed(rules) -> bool:
    for rule in rules:
        try:
            return rule()
        except LookupError:
            return True
        finally:
            break


def saved(stores, row) -> str:
    for store in stores:
        try:
            store.append(row)
        except AttributeError:
            return "failed"
        finally:
            break
