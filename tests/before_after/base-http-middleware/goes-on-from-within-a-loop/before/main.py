from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

PUBLIC = ("/docs", "/health")


class Tokens(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        for prefix in PUBLIC:
            if request.url.path.startswith(prefix):
                return await call_next(request)
        try:
            for scheme, _, token in (field.partition(" ") for field in request.headers.getlist("authorization")):
                if scheme == "Bearer" and token == "good":
                    return await call_next(request)
            raise PermissionError("no token")
        except PermissionError as error:
            return JSONResponse({"detail": str(error)}, status_code=401)


class Required(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        for name in ("host",):
            if name not in request.headers:
                break
        else:
            response = await call_next(request)
            response.headers["X-Complete"] = "yes"
            return response
        return JSONResponse({"detail": name}, status_code=400)


app = FastAPI()
app.add_middleware(Tokens)
app.add_middleware(Required)


@app.get("/items")
async def items():
    return []


@app.get("/denied")
async def denied():
    raise PermissionError("by the endpoint")


@app.get("/health")
async def health():
    return "fine"
