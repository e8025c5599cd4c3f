out = []


def first(texts):
    for text in texts:
        try:
            out.append(int(text))
        except ValueError:
            out.append("bad")
        finally:
            break  # noqa: B012


def second(texts):
    for text in texts:
        try:
            out.append(int(text))
        finally:
            out.append("done")
            # pylint: disable=lost-exception
            break  # pylint: disable=break-in-finally


def third(text):
    try:
        out.append(int(text))
    except Exception:
        out.append("bad")
    finally:
        return out  # noqa: B012, SIM107  # pylint: disable=return-in-finally
