from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

passed = []


class CacheControl(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        response = await call_next(request)
        if response.status_code >= 400:
            return response
        if "cache-control" in response.headers:
            passed.append(request.url.path)
            return response
        if request.method in ("GET", "HEAD"):
            response.headers["Cache-Control"] = "public, max-age=60"
            return response
        response.headers["Cache-Control"] = "no-store"
        return response


app = FastAPI()
app.add_middleware(CacheControl)


@app.get("/own")
async def own():
    return JSONResponse("own", headers={"Cache-Control": "private"})


@app.api_route("/page", methods=["GET", "POST"])
async def page():
    return "page"
