import asyncio

import anyio
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

app = FastAPI()


class WaitFor(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await asyncio.wait_for(call_next(request), timeout=30)
        except asyncio.TimeoutError:
            return JSONResponse({"detail": "too slow"}, status_code=504)


class Timeout(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            async with asyncio.timeout(30):
                response = await call_next(request)
        except TimeoutError:
            response = JSONResponse({"detail": "too slow"}, status_code=504)
        return response


app.add_middleware(WaitFor)
app.add_middleware(Timeout)


@app.middleware("http")
async def fail_after(request: Request, call_next):
    with anyio.fail_after(30):
        return await call_next(request)
