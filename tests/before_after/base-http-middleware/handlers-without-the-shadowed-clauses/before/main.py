from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class AppError(Exception):
    pass


class Expired(AppError):
    pass


class Errors(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        except LookupError as error:
            return JSONResponse({"lookup": str(error)}, status_code=404)
        except KeyError as error:
            return JSONResponse({"key": str(error)}, status_code=400)
        except AppError as error:
            return JSONResponse({"app": str(error)}, status_code=409)
        except (Expired, OSError) as error:
            return JSONResponse({"expired": str(error)}, status_code=410)


app = FastAPI()
app.add_middleware(Errors)
ERRORS = {kind.__name__: kind for kind in (KeyError, IndexError, LookupError, AppError, Expired, FileNotFoundError)}


@app.get("/raise/{name}")
async def fail(name: str):
    raise ERRORS[name]("x")
