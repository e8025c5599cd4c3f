from fastapi import FastAPI, Request

__hits = {"n": 0}
__version__ = "1.0"


class Server:
    def __init__(self) -> None:
        self.app = FastAPI()
        self.__seen = 0

        @self.app.middleware("http")
        async def count(request: Request, call_next):
            self.__seen += 1
            return await call_next(request)


app = Server().app


@app.middleware("http")
async def hits(request: Request, call_next):
    __hits["n"] += 1
    response = await call_next(request)
    response.headers["X-Hits"] = f"{__hits['n']} {__version__}"
    return response


@app.middleware("http")
async def version(request: Request, call_next):
    response = await call_next(request)
    response.headers["X-Version"] = __version__
    return response
