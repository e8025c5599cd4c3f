# -*- coding: utf-8 -*-
# Copyright of somebody, somewhere.
from fastapi import FastAPI, Request  # the framework
from starlette.middleware.base import BaseHTTPMiddleware  # noqa: E402

app = FastAPI()  # the app


# Marks what beta testers get.
class BetaMiddleware(BaseHTTPMiddleware):  # TODO: remove in May
    # Which header tells.
    HEADER = "X-Beta"  # as agreed

    async def dispatch(self, request: Request, call_next):  # type: ignore[override]
        # Before the endpoint.
        beta = self.HEADER in request.headers  # a bool
        # Straßen-Test: ümläuts before the await.
        response = await call_next(request)  # the endpoint runs here
        # After the endpoint.
        response.headers["X-Channel"] = "beta" if beta else "stable"  # for the CDN
        return response  # done
        # never reached


app.add_middleware(BetaMiddleware)  # last, so outermost


@app.get("/")
async def index():  # the page
    return "ü"
