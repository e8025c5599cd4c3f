log = []


def number(text):
    value = 0
    try:
        value = int(text)
    except ValueError:
        log.append("bad")
    finally:
        return value


def without_handler(text):
    try:
        return int(text)
    finally:
        return None


def handler_raises(text):
    value = 0
    try:
        value = int(text)
    except Exception as error:
        raise LookupError(text) from error
    finally:
        return value


def one_handler_raises(text):
    value = 0
    try:
        value = int(text)
    except ValueError:
        log.append("bad")
        raise
    except Exception:
        log.append("very bad")
    finally:
        return value
