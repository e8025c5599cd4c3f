from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class CatchErrors(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except ValueError as exc:
            return JSONResponse({"middleware": str(exc)}, status_code=400)
        except KeyError as exc:
            return JSONResponse({"missing": str(exc.args[0])}, status_code=404)
