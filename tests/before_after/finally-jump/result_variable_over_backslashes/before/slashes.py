log = []


def joined(pairs):
    for first, \
            second in pairs:
        try:
            if not first \
                    and not second:
                return \
                    "nothing"
            return first \
                + second
        except TypeError: \
            return "no text"
        finally:
            log \
                .append("done"); \
            break
