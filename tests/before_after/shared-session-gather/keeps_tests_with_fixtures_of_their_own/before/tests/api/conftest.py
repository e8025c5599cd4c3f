import httpx
import pytest


@pytest.fixture
async def session():
    """Hides the database session of the folder above."""
    async with httpx.AsyncClient(base_url="http://test") as client:
        yield client
