from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import IntegrityError, SQLAlchemyError


async def handle_sql_alchemy_error(request: Request, exc: SQLAlchemyError) -> JSONResponse:
    return JSONResponse({"error": "database"}, status_code=503)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(SQLAlchemyError, handle_sql_alchemy_error)


app = FastAPI()
register_exception_handlers(app)


@app.get("/{kind}")
async def endpoint(kind: str):
    if kind == "integrity":
        raise IntegrityError("insert", {}, Exception("unique"))
    raise SQLAlchemyError(kind)
