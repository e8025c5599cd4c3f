import asyncio
import functools

from fastapi import FastAPI, Request
from starlette.middleware.base import BaseHTTPMiddleware

app = FastAPI()


class Retry(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        for attempt in range(3):
            response = await call_next(request)
            if response.status_code != 503:
                break
        return response


class Twice(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        if response.status_code == 401:
            request.state.refreshed = True
            response = await call_next(request)
        return response


class InTask(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        task = asyncio.create_task(call_next(request))
        return await task


class Gathered(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response, _ = await asyncio.gather(call_next(request), asyncio.sleep(0))
        return response


async def traced(step, request):
    return await step(request)


class PassedOn(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        return await traced(call_next, request)


for kind in (Retry, Twice, InTask, Gathered, PassedOn):
    app.add_middleware(kind)


@app.middleware("http")
async def stored(request: Request, call_next):
    request.state.proceed = functools.partial(call_next, request)
    return await request.state.proceed()
