from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from slowapi.middleware import SlowAPIMiddleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette_context.middleware import ContextMiddleware

app = FastAPI()
app.add_middleware(SlowAPIMiddleware)
app.add_middleware(ContextMiddleware)
app.add_middleware(CorrelationIdMiddleware, header_name="X-Request-ID")
app.add_middleware(GZipMiddleware, minimum_size=1000)
app.add_middleware(CORSMiddleware, allow_origins=["*"])
