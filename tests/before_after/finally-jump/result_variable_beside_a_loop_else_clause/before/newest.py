log = []


def newest(rows):
    for row in rows:
        try:
            return row["at"]
        except KeyError:
            return "undated"
        finally:
            break
    else:
        log.append("no rows")


def newest_or_text(rows):
    for row in rows:
        try:
            return row["at"]
        except KeyError:
            return "undated"
        finally:
            break
    else:
        return "no rows"
    return None
