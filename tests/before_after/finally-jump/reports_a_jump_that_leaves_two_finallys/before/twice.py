def nested(rows, out):
    for row in rows:
        try:
            out.append(row())
        finally:
            try:
                out.append("clean")
            except ValueError:
                out.append("bad")
            finally:
                break


def from_a_try_in_the_finally(rows, out):
    for row in rows:
        try:
            out.append(row())
        except Exception:
            out.append("failed")
        finally:
            try:
                out.clear()
                break
            except ValueError:
                return out
            finally:
                out.append("end")


def returned(call):
    try:
        call()
    except Exception:
        pass
    finally:
        try:
            call.close()
        except Exception:
            pass
        finally:
            return True
