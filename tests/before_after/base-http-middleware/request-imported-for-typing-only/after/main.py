from fastapi import FastAPI, Request

from locale_mw import LocaleMiddleware
from requests_mw import CountMiddleware

app = FastAPI()
app.add_middleware(LocaleMiddleware)
app.add_middleware(CountMiddleware)


@app.get("/example")
async def example(request: Request):
    return {"locale": request.state.locale, "title": request.state.example.title}
