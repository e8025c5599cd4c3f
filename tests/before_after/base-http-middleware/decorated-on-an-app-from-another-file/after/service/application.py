import fastapi

application = fastapi.FastAPI()
