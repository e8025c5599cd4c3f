from sqlalchemy import func, select

from ledger.db import Entry, LedgerSession


class AccountStore:
    def __init__(self, session: LedgerSession) -> None:
        self._session = session

    @property
    def session(self) -> LedgerSession:
        return self._session

    async def balance(self, account: str) -> int:
        query = select(func.coalesce(func.sum(Entry.amount), 0)).where(Entry.account == account)
        return (await self.session.execute(query)).scalar_one()
