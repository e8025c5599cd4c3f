from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware


class Counting:
    total = 0

    def count(self):
        self.total += 1



class Middle(Counting, BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        self.count()
        return await call_next(request)


app = FastAPI()
app.add_middleware(Middle)
