"""A ledger is opened: its place, its schema, and a sentence for all that a database may refuse."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, inspect, make_url, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from asyncfix.errors import LedgerError
from asyncfix.ledger.schema import METADATA, STAMP, VERSION

FOLDER = ".asyncfix"
BUSY_MILLISECONDS = 30_000
_PERMISSIONS = "unable to open database file", "readonly database", "read-only"
_DAMAGED = "not a database", "malformed", "file is encrypted"


@dataclass(frozen=True)
class Ledger:
    """An open ledger. `place` is its URL without the password; `url` opens it in another process.

    `skew` is by how much the database's clock is ahead of ours: leases are compared on several machines.
    """

    engine: Engine
    url: str
    place: str
    skew: float = 0.0
    file: tuple[int, int] | None = None
    """Which file an SQLite ledger is, by device and number."""

    def now(self) -> float:
        """The time that all machines of a ledger share."""
        return time.time() + self.skew

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment. Raises `LedgerError`."""
        with _sentences(self.place), self.engine.connect() as connection:
            yield connection.execution_options(reading=True)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One durable transaction. Raises `LedgerError`, and then nothing is written."""
        # What goes into a file that was removed goes nowhere, and SQLite does not mind.
        if self.file is not None and _identity(self.place) != self.file:
            raise LedgerError(f"{self.place}: the ledger was removed, or replaced by another one, while it was in use")
        with _sentences(self.place), self.engine.begin() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()


def place_of(url: str | None, root: str) -> str:
    """Where a ledger is: what was asked for, else the environment's, else a file in the root's `.asyncfix` folder."""
    return url or os.environ.get("ASYNCFIX_LEDGER") or os.path.join(root, FOLDER, "ledger.db")


def opened(place: str, *, create: bool = True) -> Ledger | None:
    """The ledger at a URL or in an SQLite file; None if it is not `create`d and there is none.

    Raises `LedgerError` for a URL that makes no sense, a driver that is missing, a place that cannot be written, a
    server that does not answer, a database that is damaged or was written by a newer asyncfix.
    """
    url = _url(place)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise LedgerError(f"{shown}: a ledger in memory forgets; name a file, as in sqlite:///ledger.db")
        shown = url.database
        if not create and not os.path.exists(url.database):
            return None
        _folder_made(url.database)
    with _sentences(shown):
        engine = _engine(url, shown)
        if not _checked(engine, shown, create):
            engine.dispose()
            return None
        file = _identity(shown) if url.get_backend_name() == "sqlite" else None
        return Ledger(engine, url.render_as_string(hide_password=False), shown, _skew(engine), file)


def _identity(path: str) -> tuple[int, int]:
    try:
        state = os.stat(path)
    except OSError:
        return 0, 0
    return state.st_dev, state.st_ino


def _url(place: str) -> URL:
    if "://" not in place:
        return URL.create("sqlite", database=os.path.abspath(place))
    try:
        url = make_url(place)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise LedgerError(f"{_without_password(place)}: is no URL of a database; {_FORMS}") from None
    match backend:
        case "sqlite":
            return (
                url.set(database=os.path.abspath(url.database)) if url.database not in (None, "", ":memory:") else url
            )
        case "postgresql" | "postgres":
            # Bare, SQLAlchemy 2.0 takes it for psycopg 2 and 2.1 for psycopg 3.
            return url.set(drivername="postgresql+psycopg") if "+" not in url.drivername else url
    raise LedgerError(f"{_without_password(place)}: a ledger is kept in SQLite or PostgreSQL; {_FORMS}")


_FORMS = "write postgresql://user@host/database, or the path of an SQLite file"


def _without_password(place: str) -> str:
    scheme, _, rest = place.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _folder_made(path: str) -> None:
    folder = os.path.dirname(path)
    if os.path.basename(folder) == FOLDER:
        make_folder(folder)
    elif not os.path.isdir(folder):
        raise LedgerError(f"{path}: there is no such folder for the ledger; make it, or {_ELSEWHERE}")


def make_folder(folder: str) -> None:
    """Make a `.asyncfix` folder, which tells git to ignore it. Raises `LedgerError`."""
    ignore = os.path.join(folder, ".gitignore")
    try:
        os.makedirs(folder, exist_ok=True)
        if not os.path.exists(ignore):
            with open(ignore, "w", encoding="ascii") as file:
                file.write("*\n")
    except OSError as error:
        said = (error.strerror or str(error)).lower()
        raise LedgerError(f"{folder}: nothing can be kept there: {said}; {_ELSEWHERE}") from None


_ELSEWHERE = "give --ledger (or ASYNCFIX_LEDGER) another place"


def _engine(url: URL, shown: str) -> Engine:
    try:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url)
            event.listen(engine, "connect", _sqlite_connected)
            event.listen(engine, "begin", _sqlite_begun)
            return engine
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except (ModuleNotFoundError, ImportError, NoSuchModuleError) as error:
        raise LedgerError(
            f"{shown}: the database's driver is missing ({error}); run `pip install 'asyncfix-codemod[postgres]'`"
        ) from None


def _sqlite_connected(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # The driver begins no transactions of its own.
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _sqlite_begun(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail where two do it at once. Readers wait for nobody.
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _checked(engine: Engine, shown: str, create: bool) -> bool:
    """Whether there is a ledger of our version; it is made if it may be."""
    if inspect(engine).has_table(STAMP.name):
        with engine.connect() as connection:
            version = connection.execute(select(STAMP.c.version)).scalar() or 0
        if version > VERSION:
            raise LedgerError(
                f"{shown}: was written by a newer asyncfix (ledger version {version}, this one knows {VERSION}); "
                f"upgrade asyncfix, or {_ELSEWHERE}"
            )
        return True
    if not create:
        return False
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # Two machines that start at once make the tables one after the other.
            connection.execute(select(func.pg_advisory_xact_lock(0x61666978)))
        if not inspect(connection).has_table(STAMP.name):
            METADATA.create_all(connection)
            connection.execute(insert(STAMP).values(version=VERSION))
    return True


def _skew(engine: Engine) -> float:
    if engine.dialect.name != "postgresql":
        return 0.0
    with engine.connect() as connection:
        there = connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar()
    return float(there or 0) - time.time()


@contextlib.contextmanager
def _sentences(place: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise LedgerError(f"{place}: {_said(error)}") from None
    except SQLAlchemyError as error:
        raise LedgerError(f"{place}: the ledger cannot be used: {error}") from None


_AGAIN = "run the command again"


def _said(error: DBAPIError) -> str:
    said = str(error.orig).strip()
    first = said.partition("\n")[0]
    if any(words in said for words in _PERMISSIONS):
        return f"the ledger cannot be written there ({first}); {_ELSEWHERE}"
    if any(words in said for words in _DAMAGED):
        return f"is no ledger, or a damaged one ({first}); move it away and plan again, or {_ELSEWHERE}"
    if "disk I/O error" in said:
        return f"the ledger's disk cannot be read or written; it may be full ({first}); when it can, {_AGAIN}"
    if "full" in said:
        return f"the disk of the ledger is full ({first}); make room and {_AGAIN}"
    if "locked" in said:
        return f"another process holds the ledger ({first}); run the command again when it is done"
    return f"the ledger's database does not do what is asked: {first}; when it answers again, {_AGAIN}"
