from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class Quota(BaseHTTPMiddleware):
    def __init__(self, app, quota=1):
        super().__init__(app)
        self.left = quota

    async def dispatch(self, request, call_next):
        if self.left <= 0:
            response = JSONResponse({"quota": "used up"}, status_code=429)
        else:
            self.left -= 1
            response = await call_next(request)
        response.headers["X-Quota-Left"] = str(self.left)
        return response


app = FastAPI()
app.add_middleware(Quota, quota=2)


@app.get("/")
async def root():
    return "fine"
