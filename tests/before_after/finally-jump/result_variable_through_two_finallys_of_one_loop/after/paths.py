log = []


def read(paths, load):
    result_value = None
    for path in paths:
        try:
            try:
                result_value = load(path)
            except FileNotFoundError:
                result_value = "missing"
        except PermissionError:
            result_value = "forbidden"
        finally:
            log.append(path)
        break
    return result_value
