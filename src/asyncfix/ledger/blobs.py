"""The bytes of files, compressed, by their SHA-256."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256

from sqlalchemy import Connection, Insert, select

from asyncfix.ledger.schema import BLOB

_AT_ONCE = 500
"""Names in one query; SQLite once took no more than 999."""


def sha(data: bytes) -> str:
    return sha256(data).hexdigest()


def put_all(connection: Connection, contents: Iterable[bytes]) -> None:
    """Keep these bytes; those that are there already stay."""
    rows = {sha(data): zlib.compress(data, 6) for data in contents}
    if rows:
        statement = _insert(connection.dialect.name)
        connection.execute(statement, [{"sha": name, "data": data} for name, data in sorted(rows.items())])


def _insert(dialect: str) -> Insert:
    # Each dialect has a word of its own for it, and takes a while to import.
    if dialect == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(BLOB).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(BLOB).on_conflict_do_nothing()


def get_all(connection: Connection, names: Collection[str]) -> Mapping[str, bytes]:
    """The bytes behind these names."""
    found: dict[str, bytes] = {}
    ordered = sorted(names)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        for name, data in connection.execute(select(BLOB.c.sha, BLOB.c.data).where(BLOB.c.sha.in_(some))):
            found[name] = zlib.decompress(data)
    return found
