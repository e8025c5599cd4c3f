log = []


async def notify(get_mailer, user):
    async for mailer in get_mailer():
        try:
            if user is None:
                return
            await mailer.send(user)
        except ConnectionError:
            log.append("later")
        finally:
            break
