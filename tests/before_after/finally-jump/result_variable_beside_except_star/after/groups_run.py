log = []


def run(jobs):
    result_value = None
    for job in jobs:
        try:
            if job is None:
                result_value = "no job"
                break
            log.append("started")
            result_value = job()
        except* ValueError as group:
            log.append(len(group.exceptions))
        break
    return result_value
