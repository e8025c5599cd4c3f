from contextlib import asynccontextmanager, contextmanager


@contextmanager
def transaction(get_log):
    for log in get_log():
        try:
            yield log
            log.append("commit")
        except ValueError:
            log.append("rollback")
            raise
        finally:
            log.append("close")
        break


@asynccontextmanager
async def session_scope(get_log):
    async for log in get_log():
        yield log
        log.append("commit")
        # the generator closes the session
        break
