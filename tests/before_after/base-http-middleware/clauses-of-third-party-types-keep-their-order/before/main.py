from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from starlette.middleware.base import BaseHTTPMiddleware


class DatabaseErrors(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except SQLAlchemyError:
            return JSONResponse({"error": "database"}, status_code=503)
        except IntegrityError:
            return JSONResponse({"error": "conflict"}, status_code=409)


app = FastAPI()
app.add_middleware(DatabaseErrors)


@app.get("/{kind}")
async def endpoint(kind: str):
    if kind == "integrity":
        raise IntegrityError("insert", {}, Exception("unique"))
    raise SQLAlchemyError(kind)
