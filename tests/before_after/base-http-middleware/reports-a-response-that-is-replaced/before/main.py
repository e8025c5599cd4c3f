from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.base import BaseHTTPMiddleware


class Middle(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        if response.status_code == 404 and not request.url.path.startswith("/api"):
            # Routes of the browser are files for us.
            return FileResponse("static/index.html")
        return response


app = FastAPI()
app.add_middleware(Middle)
