log = []


async def validate_session(get_async_db, session_id: str) -> bool:
    result_value = False
    try:
        async for db_session in get_async_db():
            try:
                found = await db_session.find(session_id)
                result_value = found is not None
            except Exception as e:
                log.append(f"query: {e}")
                await db_session.rollback()
                result_value = False
            finally:
                break
    except Exception as e:
        log.append(f"session: {e}")
        result_value = False
    return result_value
