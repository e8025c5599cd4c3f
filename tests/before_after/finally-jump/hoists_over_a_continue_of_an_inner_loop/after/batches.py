log = []


def total(batches):
    result = 0
    for batch in batches:
        try:
            for number in batch:
                if number < 0:
                    continue
                result += number
        except TypeError:
            log.append("not a number")
        finally:
            log.append("batch done")
        break
    return result
