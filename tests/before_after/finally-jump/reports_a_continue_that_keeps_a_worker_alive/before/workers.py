import asyncio

log = []


async def worker(queue):
    while True:
        job = await queue.get()
        try:
            await job()
        finally:
            queue.task_done()
            continue


def first_that_loads(paths, load):
    for path in paths:
        try:
            log.append(load(path))
        except FileNotFoundError:
            log.append("missing")
        finally:
            continue


async def retry(call):
    while True:
        try:
            await call()
        except asyncio.CancelledError:
            log.append("cancelled")
        finally:
            continue
