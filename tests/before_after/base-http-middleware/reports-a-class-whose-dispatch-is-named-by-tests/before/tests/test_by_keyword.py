import pytest
from tagging import ByKeyword


@pytest.fixture
def middleware():
    return ByKeyword(app=None)


async def test_passes_on(middleware):
    async def endpoint(request):
        return request

    assert await middleware.dispatch(request=1, call_next=endpoint) == 1
