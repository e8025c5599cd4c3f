from fastapi import FastAPI

from web.hooks import Loud, Quiet

app = FastAPI()
app.add_middleware(Quiet)
app.add_middleware(Loud)
