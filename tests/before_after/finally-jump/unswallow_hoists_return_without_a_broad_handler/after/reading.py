log = []


def number(text):
    value = 0
    try:
        value = int(text)
    except ValueError:
        log.append("bad")
    return value


def doubled(numbers):
    result = []
    for number in numbers:
        result.append(number * 2)
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
        return seen
    return -1
