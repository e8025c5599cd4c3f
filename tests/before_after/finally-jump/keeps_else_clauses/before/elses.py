def find(rows, out):
    for row in rows:
        try:
            value = row()
        except LookupError:
            continue
        else:
            break
        finally:
            out.append("asked")
    else:
        return None
    while out:
        try:
            out.pop()
        finally:
            rows.clear()
    else:
        return value
    return out
