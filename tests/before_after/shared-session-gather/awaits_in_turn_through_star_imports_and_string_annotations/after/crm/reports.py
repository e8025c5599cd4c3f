import typing as t

from .queries import *

if t.TYPE_CHECKING:
    from .types import *


async def score_range(session: "t.Optional[Session]") -> "tuple[int | None, int | None]":
    if session is None:
        return None, None
    low = await worst(session)
    high = await best(session)
    return low, high
