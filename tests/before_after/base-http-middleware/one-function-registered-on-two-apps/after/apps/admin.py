from starlette.applications import Starlette
from common import LogSlowRequestsMiddleware

app = Starlette()
app.add_middleware(LogSlowRequestsMiddleware)
