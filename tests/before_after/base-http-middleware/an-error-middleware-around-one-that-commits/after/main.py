import contextlib

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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


class Unit:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        session = Session()

        async def send_wrapper(message: Message) -> None:
            if message["type"] == "http.response.start":
                await session.commit()
            await send(message)

        await self.app(scope, receive, send_wrapper)


class Errors:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except Conflict as error:
            if response_started:
                raise
            response = JSONResponse({"detail": str(error)}, status_code=409)
            await response(scope, receive, send)


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


class ErrorsMiddleware:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal response_started
            if message["type"] == "http.response.start":
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except Conflict as error:
            if response_started:
                raise
            response = JSONResponse({"detail": str(error)}, status_code=409)
            await response(scope, receive, send)


other.add_middleware(ErrorsMiddleware)


for each in (app, other):

    @each.get("/ok")
    async def ok():
        return {}

    @each.get("/conflict")
    async def conflict():
        raise Conflict("taken")
