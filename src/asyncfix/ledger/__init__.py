"""The memory of `batch` and `undo`: runs, shards, files, findings and pre-images, in SQLite or PostgreSQL.

The only package that imports SQLAlchemy; `check` and `diff` never import it. Paths are relative to the root of a run,
with forward slashes. Times are seconds since 1970.
"""

from __future__ import annotations

from asyncfix.ledger.opening import Ledger, opened, place_of

__all__ = ["Ledger", "opened", "place_of"]
