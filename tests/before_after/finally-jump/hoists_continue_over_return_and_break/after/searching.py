log = []


def find(rows, key):
    for row in rows:
        try:
            if row[0] == key:
                return row[1]
            if row[0] == "end":
                break
        except Exception:
            log.append("bad row")
        finally:
            log.append("looked")
    else:
        log.append("all seen")
    return None
