log = []


def number(events):
    result_value = None
    for event in events:
        try:
            match event:
                case {"id": int() as n}:
                    result_value = n
                case [first, *_]:
                    result_value = first
                case _:
                    log.append("unknown")
        except TypeError:
            result_value = "odd"
        break
    return result_value


def route(events):
    result_value = None
    for event in events:
        try:
            match event:
                case str():
                    result_value = "text"
                    break
                case int():
                    event += 1
            log.append("matched")
            result_value = event
        except TypeError:
            result_value = "odd"
        break
    return result_value
