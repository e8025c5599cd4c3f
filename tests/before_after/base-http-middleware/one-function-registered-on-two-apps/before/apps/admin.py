from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware

from common import log_slow_requests as log_slow

app = Starlette()
app.add_middleware(BaseHTTPMiddleware, dispatch=log_slow)
