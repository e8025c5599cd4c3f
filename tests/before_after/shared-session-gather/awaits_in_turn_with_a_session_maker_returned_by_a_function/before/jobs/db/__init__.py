"""What the jobs need of the database."""

from .sessions import get_factory as sessions
from .tables import metadata, uploads

__all__ = ["metadata", "sessions", "uploads"]
