out = []


def first(texts):
    for text in texts:
        try:
            out.append(int(text))
        except ValueError:
            out.append("bad")
        # nothing comes after this
        break


def second(texts):
    for text in texts:
        try:
            out.append(int(text))
        finally:
            out.append("done")
            # nothing comes after this
        break
        # nor here
