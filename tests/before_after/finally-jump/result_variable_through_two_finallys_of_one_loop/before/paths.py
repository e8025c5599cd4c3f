log = []


def read(paths, load):
    for path in paths:
        try:
            try:
                return load(path)
            except FileNotFoundError:
                return "missing"
            finally:
                break
        except PermissionError:
            return "forbidden"
        finally:
            log.append(path)
            break
