"""Chat sessions in the database: created, looked up, extended, cleaned up."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Dict, Optional, Tuple

from sqlalchemy import delete, func, select, update

from database import get_async_db
from models import ChatSession, utcnow

logger = logging.getLogger(__name__)


class SessionManager:
    def __init__(self, session_ttl: timedelta = timedelta(hours=24)) -> None:
        self.session_ttl = session_ttl

    async def create_session(self, user_id: Optional[int] = None, title: str = "new chat") -> Tuple[str, datetime]:
        result = None
        async for db_session in get_async_db():
            try:
                session_id = f"session-{uuid.uuid4()}"
                row = ChatSession(session_id=session_id, user_id=user_id, title=title)
                db_session.add(row)
                await db_session.commit()
                result = (session_id, row.created_at + self.session_ttl)
            except Exception as e:
                await db_session.rollback()
                logger.error(f"create failed: {e}")
                raise
            break
        return result

    async def validate_session(self, session_id: str) -> bool:
        result_value = False
        async for db_session in get_async_db():
            try:
                # look the session up
                query = select(ChatSession).where(ChatSession.session_id == session_id)
                result = await db_session.execute(query)
                session = result.scalar_one_or_none()

                if not session:
                    logger.warning(f"unknown session: {session_id}")
                    result_value = False
                    break

                # touch updated_at
                await db_session.execute(
                    update(ChatSession)
                    .where(ChatSession.session_id == session_id)
                    .values(updated_at=utcnow())
                )
                await db_session.commit()

                result_value = True

            except Exception as e:
                logger.error(f"validation failed: {e}")
                result_value = False
            break  # leave the generator
        return result_value

    async def get_session(self, session_id: str) -> Optional[Dict]:
        result_value: Optional[Dict] = None
        async for db_session in get_async_db():
            try:
                query = select(ChatSession).where(ChatSession.session_id == session_id)
                result = await db_session.execute(query)
                session = result.scalar_one_or_none()

                if not session:
                    result_value = None
                    break

                result_value = {
                    "session_id": session.session_id,
                    "user_id": session.user_id,
                    "title": session.title,
                    "created_at": session.created_at,
                    "expires_at": session.created_at + self.session_ttl,
                }

            except Exception as e:
                logger.error(f"get failed: {e}")
                result_value = None
            break
        return result_value

    async def delete_session(self, session_id: str) -> bool:
        result_value = False
        async for db_session in get_async_db():
            try:
                outcome = await db_session.execute(
                    delete(ChatSession).where(ChatSession.session_id == session_id)
                )
                await db_session.commit()
                if outcome.rowcount > 0:
                    logger.info(f"deleted {session_id}")
                    result_value = True
                else:
                    result_value = False
            except Exception as e:
                await db_session.rollback()
                logger.error(f"delete failed: {e}")
                result_value = False
            break
        return result_value

    async def cleanup_expired_sessions(self) -> int:
        result_value = 0
        async for db_session in get_async_db():
            try:
                limit = utcnow() - self.session_ttl
                found = await db_session.execute(
                    select(ChatSession.session_id).where(ChatSession.updated_at < limit)
                )
                expired = found.scalars().all()
                if not expired:
                    result_value = 0
                    break
                await db_session.execute(
                    delete(ChatSession).where(ChatSession.session_id.in_(expired))
                )
                await db_session.commit()
                result_value = len(expired)
            except Exception as e:
                await db_session.rollback()
                logger.error(f"cleanup failed: {e}")
                result_value = 0
            break
        return result_value

    async def get_active_session_count(self) -> int:
        result_value = 0
        async for db_session in get_async_db():
            try:
                limit = utcnow() - self.session_ttl
                counted = await db_session.execute(
                    select(func.count()).select_from(ChatSession).where(ChatSession.updated_at >= limit)
                )
                result_value = counted.scalar() or 0
            except Exception as e:
                logger.error(f"count failed: {e}")
                result_value = 0
            break
        return result_value

    async def extend_session(self, session_id: str, hours: int = 24) -> bool:
        result_value = False
        async for db_session in get_async_db():
            try:
                outcome = await db_session.execute(
                    update(ChatSession)
                    .where(ChatSession.session_id == session_id)
                    .values(updated_at=utcnow() + timedelta(hours=hours))
                )
                await db_session.commit()
                result_value = outcome.rowcount == 1
            except Exception as e:
                await db_session.rollback()
                logger.error(f"extend failed: {e}")
                result_value = False
            break
        return result_value
