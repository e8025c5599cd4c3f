log = []


def load(sources):
    for source in sources:
        try:
            data = source()
            if data is None:
                return "missing"
            log.append("read")
            if not data:
                return "blank"
        except OSError:
            return "unreadable"
        else:
            log.append("checked")
            if len(data) > 3:
                return "long"
            else:
                return "short"
        finally:
            log.append("closed")
            break
