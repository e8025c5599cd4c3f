import asyncio
from types import SimpleNamespace

from main import add_header


def test_add_header():
    async def call_next(request):
        return SimpleNamespace(headers={})

    assert asyncio.run(add_header(None, call_next)).headers == {"X-Header": "1"}
