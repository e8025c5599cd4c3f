from unittest.mock import patch

import service


async def test_both(session) -> None:
    with patch("service.asyncio.sleep"):
        assert await service.both(session) == [2, 2]
