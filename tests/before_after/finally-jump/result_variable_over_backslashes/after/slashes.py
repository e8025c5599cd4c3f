log = []


def joined(pairs):
    result_value = None
    for first, \
            second in pairs:
        try:
            if not first \
                    and not second:
                result_value = \
                    "nothing"
                break
            result_value = first \
                + second
        except TypeError: \
            result_value = "no text"
        finally:
            log \
                .append("done")
        break
    return result_value
