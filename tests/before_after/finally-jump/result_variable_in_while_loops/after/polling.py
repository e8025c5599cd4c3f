log = []


async def poll(queue, limit):
    """Wait for one message."""
    result_value = None
    while len(log) < limit:
        try:
            log.append("polled")
            result_value = await queue.get()
        except TimeoutError:
            result_value = "nothing"
        break
    return result_value


def forever(call):
    result_value = None
    while True:
        try:
            result_value = call()
        finally:
            log.append("called")
        break
    return result_value
