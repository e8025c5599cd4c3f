import fastapi

import common

app = fastapi.FastAPI()
app.add_middleware(common.LogSlowRequestsMiddleware)
