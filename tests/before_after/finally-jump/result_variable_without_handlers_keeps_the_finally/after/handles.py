log = []


def first_line(handles):
    result_value = None
    for handle in handles:
        try:
            result_value = handle.readline()
        finally:
            # whatever happened
            handle.close()
            log.append("closed")

        # one is enough
        break
    return result_value
