import asyncio
from collections.abc import Sequence

from ledger.core.store import AccountStore


async def balances(store: AccountStore, names: Sequence[str]) -> dict[str, int]:
    amounts = await asyncio.gather(*[store.balance(name) for name in names])
    return dict(zip(names, amounts, strict=True))
