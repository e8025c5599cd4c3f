from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.middleware.base import BaseHTTPMiddleware

PUBLIC = ("/docs", "/health")


class ApiKey(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        if request.method == "OPTIONS":
            request.state.asked = True; return await call_next(request) if "origin" in request.headers else Response(status_code=204)
        known = request.headers.get("x-api-key") == "secret"
        # whoever is known goes on
        return await call_next(request) if known or request.url.path in PUBLIC else JSONResponse({"detail": "no key"}, 401)


class Maintenance(BaseHTTPMiddleware):
    enabled = False

    async def dispatch(self, request: Request, call_next):
        response = (
            JSONResponse({"detail": "closed"}, status_code=503)
            if self.enabled  # an operator sets it
            and request.url.path not in PUBLIC
            else await call_next(request)
        )
        response.headers["X-Open"] = str(not self.enabled)
        return response


app = FastAPI()
app.add_middleware(ApiKey)
app.add_middleware(Maintenance)


@app.get("/items")
async def items():
    return []


@app.get("/health")
async def health():
    return "fine"
