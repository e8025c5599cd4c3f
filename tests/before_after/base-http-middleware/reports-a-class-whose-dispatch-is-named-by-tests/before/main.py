from fastapi import FastAPI
from tagging import ByKeyword, ByName, ByObject, ByPatch

app = FastAPI()
app.add_middleware(ByName)
app.add_middleware(ByPatch)
app.add_middleware(ByKeyword)
app.add_middleware(ByObject)
