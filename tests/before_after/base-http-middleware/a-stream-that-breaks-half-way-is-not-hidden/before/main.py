from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from starlette.middleware.base import BaseHTTPMiddleware

app = FastAPI()


class NoSniff(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


app.add_middleware(NoSniff)


@app.get("/export")
async def export(rows: int = 3, fail_at: int = -1):
    async def lines():
        for number in range(rows):
            if number == fail_at:
                raise LookupError("the database went away")
            yield f"{number}\n"

    return StreamingResponse(lines(), media_type="text/csv")
