"""Middlewares of the project."""

from .errors import register_exception_handlers
from .nothing import nothing

__all__ = ["register_exception_handlers", "nothing"]
