log = []


def newest(rows):
    result_value = None
    for row in rows:
        try:
            result_value = row["at"]
        except KeyError:
            result_value = "undated"
        break
    else:
        log.append("no rows")
    return result_value


def newest_or_text(rows):
    result_value = None
    for row in rows:
        try:
            result_value = row["at"]
        except KeyError:
            result_value = "undated"
        break
    else:
        return "no rows"
    return result_value
