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
            finally:
                break
        return result

    async def validate_session(self, session_id: str) -> bool:
        async for db_session in get_async_db():
            try:
                # look the session up
                query = select(ChatSession).where(ChatSession.session_id == session_id)
                result = await db_session.execute(query)
                session = result.scalar_one_or_none()

                if not session:
                    logger.warning(f"unknown session: {session_id}")
                    return False

                # touch updated_at
                await db_session.execute(
                    update(ChatSession)
                    .where(ChatSession.session_id == session_id)
                    .values(updated_at=utcnow())
                )
                await db_session.commit()

                return True

            except Exception as e:
                logger.error(f"validation failed: {e}")
                return False
            finally:
                break  # leave the generator

    async def get_session(self, session_id: str) -> Optional[Dict]:
        async for db_session in get_async_db():
            try:
                query = select(ChatSession).where(ChatSession.session_id == session_id)
                result = await db_session.execute(query)
                session = result.scalar_one_or_none()

                if not session:
                    return None

                return {
                    "session_id": session.session_id,
                    "user_id": session.user_id,
                    "title": session.title,
                    "created_at": session.created_at,
                    "expires_at": session.created_at + self.session_ttl,
                }

            except Exception as e:
                logger.error(f"get failed: {e}")
                return None
            finally:
                break

    async def delete_session(self, session_id: str) -> bool:
        async for db_session in get_async_db():
            try:
                outcome = await db_session.execute(
                    delete(ChatSession).where(ChatSession.session_id == session_id)
                )
                await db_session.commit()
                if outcome.rowcount > 0:
                    logger.info(f"deleted {session_id}")
                    return True
                else:
                    return False
            except Exception as e:
                await db_session.rollback()
                logger.error(f"delete failed: {e}")
                return False
            finally:
                break

    async def cleanup_expired_sessions(self) -> int:
        async for db_session in get_async_db():
            try:
                limit = utcnow() - self.session_ttl
                found = await db_session.execute(
                    select(ChatSession.session_id).where(ChatSession.updated_at < limit)
                )
                expired = found.scalars().all()
                if not expired:
                    return 0
                await db_session.execute(
                    delete(ChatSession).where(ChatSession.session_id.in_(expired))
                )
                await db_session.commit()
                return len(expired)
            except Exception as e:
                await db_session.rollback()
                logger.error(f"cleanup failed: {e}")
                return 0
            finally:
                break

    async def get_active_session_count(self) -> int:
        async for db_session in get_async_db():
            try:
                limit = utcnow() - self.session_ttl
                counted = await db_session.execute(
                    select(func.count()).select_from(ChatSession).where(ChatSession.updated_at >= limit)
                )
                return counted.scalar() or 0
            except Exception as e:
                logger.error(f"count failed: {e}")
                return 0
            finally:
                break

    async def extend_session(self, session_id: str, hours: int = 24) -> bool:
        async for db_session in get_async_db():
            try:
                outcome = await db_session.execute(
                    update(ChatSession)
                    .where(ChatSession.session_id == session_id)
                    .values(updated_at=utcnow() + timedelta(hours=hours))
                )
                await db_session.commit()
                return outcome.rowcount == 1
            except Exception as e:
                await db_session.rollback()
                logger.error(f"extend failed: {e}")
                return False
            finally:
                break
