def first(rows, out, stop):
    for row in rows:
        try:
            out.append(row())
        except Exception:
            out.append("failed")
        finally:
            if stop:
                break
            continue


def second(rows, out):
    for row in rows:
        try:
            out.append(row())
        except Exception:
            out.append("failed")
        finally:
            for part in out:
                if part is None:
                    return "nothing"
            break
