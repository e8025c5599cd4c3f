out = []


def first(texts):
    for text in texts:
        try:
            out.append(int(text))
            # still in the body
        except ValueError:
            out.append("bad")
            # still in the handler

        # whatever happened
        finally:  # always
            # one is enough

            # really
            break  # leave the loop

        # end of the loop
    # end of the function
    return out


def second(texts):
    for text in texts:
        try:
            out.append(int(text))
        finally:
            # cleanup
            out.append("done")  # in any case
            # one is enough
            break  # leave the loop
