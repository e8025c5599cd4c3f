log = []


def place(orders):
    result_value = None
    for order in orders:
        try:
            if order is None:
                log.append("none"); result_value = "nothing"
                break
            if order == "":
                log.append("empty"); result_value = "empty"  # not an order
                break
            log.append("placed"); result_value = order
        except ValueError:
            log.append("bad"); result_value = None
        finally:
            log.append("closed")
        break
    return result_value
