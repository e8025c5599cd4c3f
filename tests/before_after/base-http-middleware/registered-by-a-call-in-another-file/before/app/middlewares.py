"""Functions that main.py puts around the application."""

from fastapi import Request


async def no_cache(request: Request, call_next):
    """Browsers must not keep answers of the API."""
    response = await call_next(request)
    if request.url.path.startswith("/api/"):
        response.headers["Cache-Control"] = "no-store"
    return response


async def unused(request: Request, call_next):
    return await call_next(request)
