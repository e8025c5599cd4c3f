import fastapi

import common

app = fastapi.FastAPI()
app.middleware("http")(common.log_slow_requests)
