from fastapi import Request, status
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

TOKENS = {"s3cret": "ana"}


class AuthMiddleware(BaseHTTPMiddleware):
    def __init__(self, app, exempt: list[str] | None = None):
        super().__init__(app)
        self.exempt = exempt or ["/health", "/docs"]

    async def dispatch(self, request: Request, call_next):
        # CORS pre-flight requests carry no credentials.
        if request.method == "OPTIONS" or request.url.path in self.exempt:
            return await call_next(request)

        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return JSONResponse(
                status_code=status.HTTP_401_UNAUTHORIZED,
                content={"detail": "Not authenticated"},
                headers={"WWW-Authenticate": "Bearer"},
            )
        user = TOKENS.get(token)
        if user is None:
            return JSONResponse({"detail": "Invalid token"}, status_code=403)

        request.state.user = user
        return await call_next(request)
