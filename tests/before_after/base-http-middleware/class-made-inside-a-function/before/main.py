from fastapi import FastAPI

from plugin import install

app = FastAPI()
install(app, header="X-Stamp", value="one")
install(app, header="X-Other", value="two")


@app.get("/")
async def root():
    return "root"
