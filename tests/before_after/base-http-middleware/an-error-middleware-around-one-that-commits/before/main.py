import contextlib

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

done: list[str] = []


class Conflict(Exception):
    pass


class Session:
    async def commit(self) -> None:
        done.append("commit")


@contextlib.asynccontextmanager
async def transaction():
    try:
        yield
    except BaseException:
        done.append("rollback")
        raise
    done.append("commit")


class Unit(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        session = Session()
        response = await call_next(request)
        await session.commit()
        return response


class Errors(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except Conflict as error:
            return JSONResponse({"detail": str(error)}, status_code=409)


class Transaction:
    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        async with transaction():
            await self.app(scope, receive, send)


app = FastAPI()
app.add_middleware(Unit)
app.add_middleware(Errors)

other = FastAPI()
other.add_middleware(Transaction)


@other.middleware("http")
async def errors(request: Request, call_next):
    try:
        return await call_next(request)
    except Conflict as error:
        return JSONResponse({"detail": str(error)}, status_code=409)


for each in (app, other):

    @each.get("/ok")
    async def ok():
        return {}

    @each.get("/conflict")
    async def conflict():
        raise Conflict("taken")
