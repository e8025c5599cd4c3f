log = []


async def send(writer, data):
    sent = False
    try:
        await writer(data)
        sent = True
    except ConnectionError:
        log.append("not sent")
    finally:
        log.append("closed")
        return sent
