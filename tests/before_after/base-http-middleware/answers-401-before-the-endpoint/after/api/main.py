from fastapi import FastAPI, Request

from api.auth import AuthMiddleware

app = FastAPI()
app.add_middleware(AuthMiddleware, exempt=["/health"])
calls = []


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.get("/me")
async def me(request: Request):
    calls.append(request.state.user)
    return {"user": request.state.user}
