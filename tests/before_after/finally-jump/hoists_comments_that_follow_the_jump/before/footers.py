out = []


def first(texts):
    for text in texts:
        try:
            out.append(int(text))
        except ValueError:
            out.append("bad")
        finally:
            break
            # nothing comes after this


def second(texts):
    for text in texts:
        try:
            out.append(int(text))
        finally:
            out.append("done")
            break
            # nothing comes after this
        # nor here
