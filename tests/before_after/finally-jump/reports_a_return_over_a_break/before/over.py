log = []


def over_break(rows):
    for row in rows:
        try:
            if row is None:
                break
        except Exception:
            log.append("bad")
        finally:
            return row
    return "no row"


def over_continue(rows):
    for row in rows:
        try:
            log.append(row)
        except Exception:
            continue
        finally:
            return row
