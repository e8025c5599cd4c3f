log = []


def first_line(handles):
    for handle in handles:
        try:
            return handle.readline()
        finally:
            # whatever happened
            handle.close()
            log.append("closed")

            # one is enough
            break
