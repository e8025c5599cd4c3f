def head_and_rest(rows):
    result_value = None
    for row in rows:
        try:
            first, *rest = row
            if not rest:
                result_value = first,
                break
            result_value = first, *rest
        except ValueError:
            result_value = ()
        break
    return result_value


def measured(rows):
    result_value = None
    for row in rows:
        try:
            if not row:
                result_value = (n := len(row)), n
                break
            result_value = *row, "end"
        except TypeError:
            result_value = (row, "no length")
        break
    return result_value


def choice(rows):
    result_value = None
    for row in rows:
        try:
            if row is None:
                result_value = lambda: row
                break
            result_value = row if row else None
        except ValueError:
            result_value = not row
        break
    return result_value
