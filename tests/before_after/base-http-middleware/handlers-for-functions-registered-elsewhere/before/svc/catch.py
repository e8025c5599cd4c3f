from starlette.requests import Request
from starlette.responses import JSONResponse


class Conflict(Exception):
    pass


class Gone(Exception):
    pass


async def conflicts(request: Request, call_next):
    try:
        return await call_next(request)
    except Conflict as exc:
        return JSONResponse({"conflict": str(exc)}, status_code=409)
