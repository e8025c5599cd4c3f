from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse
from starlette.requests import Request


async def handle_exception(request: Request, exc: Exception) -> JSONResponse:
    return JSONResponse({"error": str(exc)}, status_code=500)


def register_exception_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Exception, handle_exception)


app = FastAPI()
register_exception_handlers(app)
app.add_middleware(CORSMiddleware, allow_origins=["*"])


@app.get("/broken")
async def broken():
    raise RuntimeError("broken")
