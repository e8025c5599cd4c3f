from fastapi import FastAPI

from app.domain.admin.router import router
from app.middleware.error_handler import ErrorHandlerMiddleware

app = FastAPI()
app.add_middleware(ErrorHandlerMiddleware)
app.include_router(router)
