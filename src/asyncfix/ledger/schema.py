"""The tables of a ledger. One database may hold the runs of one project."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

VERSION = 1
"""Raised with every change of the tables."""

_QUOTED = "\x1b"


class PathText(TypeDecorator[str]):
    """A path as text; one that is no UTF-8 is stored percent-encoded behind a character that others lack."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None or not any("\udc80" <= character <= "\udcff" for character in value):
            return value
        return _QUOTED + quote_from_bytes(os.fsencode(value))

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        if value is None or not str(value).startswith(_QUOTED):
            return None if value is None else str(value)
        return os.fsdecode(unquote_to_bytes(str(value)[len(_QUOTED) :]))


class Prose(TypeDecorator[str]):
    """Text for people: what a database does not take, such as NUL, is written as an escape."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else value.encode(errors="backslashreplace").decode().replace("\0", "\\x00")


METADATA = MetaData()

STAMP = Table("asyncfix_ledger", METADATA, Column("version", Integer, nullable=False))

RUN = Table(
    "asyncfix_run",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),  # batch, apply
    Column("root", PathText, nullable=False),
    Column("base_commit", Text),
    Column("config_sha", Text, nullable=False),
    Column("tool_version", Text, nullable=False),
    Column("created_at", Float, nullable=False),
    Column("settings", JSON, nullable=False),
    Column("files_looked", Integer, nullable=False),
    Column("unread", JSON, nullable=False),
)

SHARD = Table(
    "asyncfix_shard",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey(RUN.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    Column("key", PathText, nullable=False),
    Column("owner", PathText, nullable=False),
    Column("status", Text, nullable=False),
    Column("claimed_by", Text),
    Column("lease_until", Float, nullable=False, default=0.0),
    Column("attempt", Integer, nullable=False, default=0),
    Column("seconds", Float),
    Column("verify_exit", Integer),
    Column("verify_output", Prose, nullable=False, default=""),
    Column("was_failing", Boolean, nullable=False, default=False),
    Column("error", Prose),
    Column("ref", Text),  # the branch that was made of it, and its commit
    Column("ref_commit", Text),
    Column("in_place", Boolean, nullable=False, default=False),
    UniqueConstraint("run_id", "number"),
    Index("asyncfix_shard_queue", "run_id", "status", "lease_until", "number"),
)

FILE = Table(
    "asyncfix_file",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("run_id", ForeignKey(RUN.c.id), nullable=False),
    Column("shard_id", ForeignKey(SHARD.c.id), index=True),  # None: nothing is to be done about its findings
    Column("unit", Integer, nullable=False),  # files of one unit are written together or not at all
    Column("owner", PathText, nullable=False),
    Column("path", PathText, nullable=False),
    Column("status", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha_before", Text, nullable=False),
    Column("sha_after", Text),
    Column("error", Prose),
    UniqueConstraint("run_id", "path"),
)

FINDING = Table(
    "asyncfix_finding",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("file_id", ForeignKey(FILE.c.id), nullable=False, index=True),
    Column("rule", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("column", Integer, nullable=False),
    Column("end_line", Integer, nullable=False),
    Column("end_column", Integer, nullable=False),
    Column("symbol", Prose, nullable=False),
    Column("message", Prose, nullable=False),
    Column("safety", Text),
    Column("is_fixed", Boolean, nullable=False),
    Column("kept_because", Prose),
    Column("notes", JSON, nullable=False),
)

BLOB = Table(
    "asyncfix_blob",
    METADATA,
    Column("sha", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
"""The bytes of files, compressed, by the SHA-256 of what they are uncompressed."""
