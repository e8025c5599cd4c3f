from clinic.visits import Visits


async def report(visits: Visits) -> str:
    planned = await visits.planned()
    done = await visits.done()
    return f"{done} of {planned + done}"
