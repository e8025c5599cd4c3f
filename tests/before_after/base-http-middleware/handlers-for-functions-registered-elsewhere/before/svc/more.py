from starlette.responses import Response

from svc.catch import Gone


async def gone(request, call_next):
    try:
        response = await call_next(request)
        return response
    except Gone:
        return Response(status_code=410)
