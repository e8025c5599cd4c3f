async def is_member(user_id):
    async for session in get_session():
        try:
            user = await session.get(User, user_id)
            return user is not None
        finally:
            break
