async def is_member(user_id):
    result_value = None
    async for session in get_session():
        user = await session.get(User, user_id)
        result_value = user is not None
        break
    return result_value
