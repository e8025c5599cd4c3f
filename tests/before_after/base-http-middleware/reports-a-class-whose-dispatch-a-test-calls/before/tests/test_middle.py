import asyncio
from types import SimpleNamespace

from main import Middle


def test_middle():
    async def call_next(request):
        return SimpleNamespace(headers={})

    middleware = Middle(app=None)
    response = asyncio.run(middleware.dispatch(None, call_next))
    assert response.headers == {"X-Middle": "1"}
