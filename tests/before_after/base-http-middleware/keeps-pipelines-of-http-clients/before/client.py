from collections.abc import Awaitable, Callable

import httpx

Next = Callable[[httpx.Request], Awaitable[httpx.Response]]


class Pipeline:
    def __init__(self) -> None:
        self.steps = []

    def use(self, step):
        self.steps.append(step)
        return step

    def middleware(self, kind):
        return self.use


client = Pipeline()


@client.use
async def authorize(request: httpx.Request, call_next: Next) -> httpx.Response:
    request.headers["authorization"] = "Bearer x"
    response = await call_next(request)
    response.headers["x-client"] = "1"
    return response


@client.middleware("http")
async def retry(request: httpx.Request, call_next: Next) -> httpx.Response:
    return await call_next(request)
