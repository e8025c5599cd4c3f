from fastapi import FastAPI, Response
from starlette.middleware.base import BaseHTTPMiddleware


class HeaderPolicy(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        kind = response.headers.get("content-type", "")
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.append("Link", "</style.css>; rel=preload")
        response.headers.update({"X-One": "1", "X-Two": "2"})
        response.headers.add_vary_header("Accept-Encoding")
        if "X-Powered-By" in response.headers:
            del response.headers["X-Powered-By"]
        if kind.startswith("application/json") and int(response.headers["content-length"]) > 10:
            response.headers["X-Kind"] = "long json"
        response.headers["X-Names"] = str(len(response.headers.keys()))
        return response


app = FastAPI()
app.add_middleware(HeaderPolicy)


@app.get("/long")
async def long(response: Response):
    response.headers["X-Powered-By"] = "coffee"
    response.headers["Link"] = "</a>; rel=next"
    response.headers["Cache-Control"] = "max-age=60"
    return {"a": list(range(9))}


@app.get("/short")
async def short():
    return 1
