"""For the services of the company to import."""

from toolkit.errors import ErrorMiddleware

__all__ = ["ErrorMiddleware"]
