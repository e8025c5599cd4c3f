from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.middleware.base import BaseHTTPMiddleware


class Middle(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        if isinstance(response, StreamingResponse) or hasattr(response, "path"):
            return response
        if not response:
            return PlainTextResponse("nothing", status_code=502)
        response.headers["X-Size"] = str(len(response.body))
        return response


app = FastAPI()
app.add_middleware(Middle)
