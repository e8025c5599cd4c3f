from fastapi import FastAPI

from app.domain.admin.router import router

app = FastAPI()
app.include_router(router)
