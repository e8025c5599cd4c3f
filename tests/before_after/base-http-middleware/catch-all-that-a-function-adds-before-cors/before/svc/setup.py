from svc.errors import ErrorMiddleware


def setup_middlewares(application):
    """The common ones."""
    application.add_middleware(ErrorMiddleware)
