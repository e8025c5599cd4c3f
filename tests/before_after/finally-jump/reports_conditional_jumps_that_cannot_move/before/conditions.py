def called(sources, out):
    for source in sources:
        try:
            out.append(source())
        finally:
            if out.count("end"):
                break


def with_else(sources, out, stop):
    for source in sources:
        try:
            out.append(source())
        finally:
            if stop:
                break
            else:
                out.clear()


def with_more(sources, out, stop):
    for source in sources:
        try:
            out.append(source())
        finally:
            if stop:
                out.clear()
                break


def in_both(sources, out, stop):
    for source in sources:
        try:
            out.append(source())
        finally:
            if stop:
                break
            else:
                continue


def not_last(sources, out, stop):
    for source in sources:
        try:
            out.append(source())
        finally:
            if stop:
                break
            out.append("goes on")


def nested(sources, out, stop):
    for source in sources:
        try:
            out.append(source())
        finally:
            if stop:
                if out:
                    break


def by_walrus(sources, out):
    for source in sources:
        try:
            out.append(source())
        finally:
            if stop := out:
                break


def awaited(stop, out):
    async def run():
        while True:
            try:
                out.append(await stop())
            finally:
                if await stop():
                    return

    return run
