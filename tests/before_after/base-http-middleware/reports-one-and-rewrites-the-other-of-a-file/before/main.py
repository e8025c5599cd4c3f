from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint

app = FastAPI()


class Length(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next: RequestResponseEndpoint):
        response = await call_next(request)
        chunks = [chunk async for chunk in response.body_iterator]
        response.headers["X-Length"] = str(sum(map(len, chunks)))

        async def again():
            for chunk in chunks:
                yield chunk

        response.body_iterator = again()
        return response


class Name(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next: RequestResponseEndpoint):
        response = await call_next(request)
        response.headers["X-Name"] = "svc"
        return response


app.add_middleware(Length)
app.add_middleware(Name)


@app.get("/")
async def root():
    return "root"
