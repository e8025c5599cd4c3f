from contextvars import ContextVar

from fastapi import FastAPI, HTTPException
from fastapi.middleware.cors import CORSMiddleware

from core.errors import NotFoundError
from middleware.error_handler import ErrorHandlerMiddleware

user: ContextVar[str] = ContextVar("user", default="nobody")

app = FastAPI()

app.add_middleware(
    CORSMiddleware,
    allow_origins=["https://admin.example"],
    allow_methods=["*"],
)

# Error handling
app.add_middleware(ErrorHandlerMiddleware)  # outermost


@app.get("/users/{user_id}")
async def read(user_id: int):
    user.set(f"user {user_id}")
    if user_id == 1:
        return "ana"
    if user_id == 2:
        raise NotFoundError("user")
    if user_id == 3:
        raise HTTPException(418, "teapot")
    raise RuntimeError("secret")
