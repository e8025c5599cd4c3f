from fastapi import HTTPException
from starlette.middleware.base import BaseHTTPMiddleware

from gate.errors import QuotaExceeded


class AuthMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        user = request.headers.get("x-user")
        if user is None:
            raise HTTPException(status_code=401, detail="who are you")
        if user == "greedy":
            raise QuotaExceeded(user)
        return await call_next(request)
