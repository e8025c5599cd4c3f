def for_else(rows, out):
    for row in rows:
        try:
            out.append(row())
        except Exception:
            out.append("failed")
        finally:
            for part in out:
                if part is None:
                    break
            else:
                break


def while_else(rows, out):
    for row in rows:
        try:
            out.append(row())
        except Exception:
            out.append("failed")
        finally:
            while out:
                out.pop()
            else:
                continue
