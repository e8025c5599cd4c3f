log = []


def close_first(handles):
    for handle in handles:
        try: log.append(handle.read())
        except ValueError: log.append("closed")
        finally: handle.close()
        break  # one is enough


def first_only(handles):
    for handle in handles:
        try: log.append(handle.read())
        except ValueError: log.append("closed")
        break


def bare(handles):
    for handle in handles:
        log.append(handle.read())
        break


def two_closed(handles):
    for handle in handles:
        try:
            log.append(handle.read())
        finally:
            log.append("done")
            handle.close()
        break
