"""Middlewares of the project."""

from .errors import DomainErrorMiddleware
from .nothing import nothing

__all__ = ["DomainErrorMiddleware", "nothing"]
