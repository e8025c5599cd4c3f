log = []


def place(orders):
    for order in orders:
        try:
            if order is None: log.append("none"); return "nothing"
            if order == "":
                log.append("empty"); return "empty"  # not an order
            log.append("placed"); return order
        except ValueError:
            log.append("bad"); return None
        finally:
            log.append("closed"); break
