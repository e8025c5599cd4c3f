log = []


def number(events):
    for event in events:
        try:
            match event:
                case {"id": int() as n}:
                    return n
                case [first, *_]:
                    return first
                case _:
                    log.append("unknown")
        except TypeError:
            return "odd"
        finally:
            break


def route(events):
    for event in events:
        try:
            match event:
                case str():
                    return "text"
                case int():
                    event += 1
            log.append("matched")
            return event
        except TypeError:
            return "odd"
        finally:
            break
