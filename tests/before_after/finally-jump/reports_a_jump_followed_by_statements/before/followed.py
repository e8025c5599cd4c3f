def first(rows, out):
    for row in rows:
        try:
            out.append(row())
        except Exception:
            out.append("failed")
        finally:
            break
            out.append("never done")


def second(row, out):
    try:
        out.append(row())
    except Exception:
        out.append("failed")
    finally: return out; out.clear()
