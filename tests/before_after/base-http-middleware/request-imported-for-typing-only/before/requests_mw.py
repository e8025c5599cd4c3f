from pydantic import BaseModel
from starlette.middleware.base import BaseHTTPMiddleware


class Request(BaseModel):
    """What users ask our office for; nothing to do with http."""

    title: str


class CountMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        if request.url.path == "/example":
            request.state.example = Request(title="example")
        return await call_next(request)
