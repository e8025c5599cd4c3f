log = []


def run(jobs):
    for job in jobs:
        try:
            if job is None:
                return "no job"
            log.append("started")
            return job()
        except* ValueError as group:
            log.append(len(group.exceptions))
        finally:
            break
