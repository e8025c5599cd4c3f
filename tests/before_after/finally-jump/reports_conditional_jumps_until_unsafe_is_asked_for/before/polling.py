def poll(sources, limit, out):
    for source in sources:
        try:
            out.append(source())
        except ValueError:
            out.append("bad")
        finally:
            out.append("polled")
            if out[-1:] == limit.stop:
                break


def poll_until(sources, limit, out):
    for source in sources:
        try:
            out.append(source())
        finally:
            if limit == 0:
                break
