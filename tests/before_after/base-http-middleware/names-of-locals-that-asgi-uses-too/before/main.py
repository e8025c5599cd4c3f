from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

sent = []


def send(text: str) -> None:
    """Tells the audit trail."""
    sent.append(text)


class OAuthScope(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        scope = request.headers.get("x-scope", "read")
        headers = {"X-Scope": scope}
        message = f"{request.method} with {scope}"
        receive = request.query_params.get("receive")
        if scope == "none":
            return JSONResponse({"message": message, "receive": receive}, status_code=403, headers=headers)
        send(message)
        request.state.scope = scope
        response = await call_next(request)
        for name, value in headers.items():
            response.headers[name] = value
        response.headers["X-Message"] = message
        return response


app = FastAPI()
app.add_middleware(OAuthScope)


@app.get("/")
async def root(request: Request):
    return request.state.scope
