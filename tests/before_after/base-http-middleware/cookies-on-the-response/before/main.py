import uuid

from fastapi import FastAPI, Request, Response
from starlette.middleware.base import BaseHTTPMiddleware


class VisitorMiddleware(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        visitor = request.cookies.get("visitor")
        response = await call_next(request)
        if visitor is None:
            response.set_cookie("visitor", uuid.uuid4().hex, max_age=3600, httponly=True, samesite="lax")
        if "legacy" in request.cookies:
            response.delete_cookie("legacy", path="/old")
        return response


app = FastAPI()
app.add_middleware(VisitorMiddleware)


@app.get("/")
async def root(response: Response):
    response.set_cookie("own", "1")
    return "root"
