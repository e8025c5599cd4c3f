from fastapi import FastAPI, Request
from starlette.middleware.base import BaseHTTPMiddleware

from db import Note, Session

app = FastAPI()


class SessionMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            response = await call_next(request)
            if response.status_code < 400:
                await Session.commit()
            return response
        except Exception:
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
