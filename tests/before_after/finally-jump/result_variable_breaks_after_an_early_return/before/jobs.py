log = []


async def claim(get_db, job):
    async for db in get_db():
        try:
            if db.locked:
                log.append("locked")
                return None
            if job in db.jobs:
                # somebody was faster
                return False  # not ours
            db.jobs.append(job)
            return True
        except LookupError as error:
            if error.args:
                return error.args[0]
            log.append("no reason given")
            return "unknown"
        finally:
            break
