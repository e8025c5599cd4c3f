log = []


def load(sources):
    result_value = None
    for source in sources:
        try:
            data = source()
            if data is None:
                result_value = "missing"
                break
            log.append("read")
            if not data:
                result_value = "blank"
                break
        except OSError:
            result_value = "unreadable"
        else:
            log.append("checked")
            if len(data) > 3:
                result_value = "long"
            else:
                result_value = "short"
        finally:
            log.append("closed")
        break
    return result_value
