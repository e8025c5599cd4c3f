import logging

logger = logging.getLogger(__name__)


async def validate_session(get_async_db, session_id: str) -> bool:
    result_value = False
    async for db_session in get_async_db():
        try:
            if not await db_session.knows(session_id):
                logger.warning(f"unknown session: {session_id}")
                result_value = False
            else:
                await db_session.touch(session_id)
                result_value = True
        except Exception as e:
            logger.error(f"validation failed: {e}")
            result_value = False
        break  # one session is enough
    return result_value
