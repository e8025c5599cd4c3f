from fastapi import FastAPI, Request

errors = 0
last = None


def create_app() -> FastAPI:
    app = FastAPI()
    answered = 0

    @app.middleware("http")
    async def count(request: Request, call_next):
        nonlocal answered
        global errors, last
        status = 0
        try:
            response = await call_next(request)
            answered += 1
            last = status = response.status_code
            if response.status_code >= 400:
                errors += 1
            response.headers["X-Count"] = f"{errors}/{answered}"
            return response
        finally:
            app.state.status = status

    return app


app = create_app()


@app.get("/ok")
async def ok():
    return {}
