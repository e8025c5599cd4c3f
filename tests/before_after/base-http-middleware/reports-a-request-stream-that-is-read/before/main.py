from fastapi import FastAPI, Request, Response
from starlette.middleware.base import BaseHTTPMiddleware


class Middle(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        size = 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > 1_000_000:
                return Response(status_code=413)
        return await call_next(request)


app = FastAPI()
app.add_middleware(Middle)
