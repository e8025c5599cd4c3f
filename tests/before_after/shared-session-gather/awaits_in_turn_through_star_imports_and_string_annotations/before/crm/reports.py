import asyncio as aio
import typing as t

from .queries import *

if t.TYPE_CHECKING:
    from .types import *


async def score_range(session: "t.Optional[Session]") -> "tuple[int | None, int | None]":
    if session is None:
        return None, None
    low, high = await aio.gather(worst(session), best(session))
    return low, high
