log = []


async def poll(queue, limit):
    """Wait for one message."""
    while len(log) < limit:
        try:
            log.append("polled")
            return await queue.get()
        except TimeoutError:
            return "nothing"
        finally:
            break


def forever(call):
    while True:
        try:
            return call()
        finally:
            log.append("called")
            break
