log = []


def number(text):
    value = 0
    try:
        value = int(text)
    except ValueError:
        log.append("bad")
    finally:
        return value


def doubled(numbers):
    result = []
    try:
        for number in numbers:
            result.append(number * 2)
    finally:
        return result


def strict(text):
    value = 0
    try:
        value = int(text)
    except Exception as error:
        raise LookupError(text) from error
    finally:
        log.append("read")
        return value


def last(numbers):
    seen = None
    for number in numbers:
        try:
            seen = number
            if number < 0:
                break
        except Exception:
            log.append("bad")
        finally:
            return seen
    return -1
