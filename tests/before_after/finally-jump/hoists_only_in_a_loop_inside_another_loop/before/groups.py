log = []


def first_readable(groups, read):
    for group in groups:
        for path in group:
            try:
                return read(path)
            except OSError:
                log.append(path)
            finally:
                break
