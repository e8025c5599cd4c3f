from fastapi import FastAPI


class CompanyApp(FastAPI):
    """Adds nothing yet."""


def make_app(title: str) -> FastAPI:
    return FastAPI(title=title)


def make_other():
    app = CompanyApp()
    return app
