log = []


async def claim(get_db, job):
    result_value = None
    async for db in get_db():
        try:
            if db.locked:
                log.append("locked")
                result_value = None
                break
            if job in db.jobs:
                # somebody was faster
                result_value = False  # not ours
                break
            db.jobs.append(job)
            result_value = True
        except LookupError as error:
            if error.args:
                result_value = error.args[0]
                break
            log.append("no reason given")
            result_value = "unknown"
        break
    return result_value
