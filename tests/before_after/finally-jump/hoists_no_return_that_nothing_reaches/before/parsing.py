log = []


def parse(text):
    try:
        return int(text)
    except Exception:
        return None
    finally:
        return text


def parse_loud(text):
    try:
        if text:
            return int(text)
        else:
            return 0
    except Exception:
        log.append("bad")
        return None
    finally:
        log.append("parsed")
        return text
