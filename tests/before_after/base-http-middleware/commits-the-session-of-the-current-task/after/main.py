from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from db import Note, Session

app = FastAPI()


class SessionMiddleware:
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
                if message["status"] < 400:
                    await Session.commit()
                response_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except Exception:
            if response_started:
                raise
            await Session.rollback()
            raise
        finally:
            await Session.remove()


app.add_middleware(SessionMiddleware)


@app.post("/notes/{text}", status_code=201)
async def create(text: str):
    Session().add(Note(text=text))
    await Session().flush()
    if text == "broken":
        raise RuntimeError(text)
    return {"text": text}
