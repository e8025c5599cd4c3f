"""shared-session-gather with `grouped`: one query where that gives the same numbers, and only there.

Each snippet is rewritten with `grouped` and without, both are run on a database, and the results compared. How many
statements reach the database says whether the queries became one.
"""

from __future__ import annotations

import ast
import asyncio
import sys
import textwrap
import types
from collections.abc import Iterator
from typing import Any, Literal

import pytest
from postgres import NoServer, server
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from asyncfix import engine
from asyncfix.project import MemoryTree, Module
from asyncfix.rule import Finding
from asyncfix.transforms.shared_session_gather import SharedSessionGather

Grouped = Literal["off", "aggregate", "group-by"]

MODELS = """
import enum
import uuid
from datetime import date
from decimal import Decimal

from sqlalchemy import Column, Enum, ForeignKey, Integer, Numeric, String
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

URL = "sqlite+aiosqlite:///app.db"


class Status(enum.Enum):
    NEW = "new"
    DONE = "done"
    LOST = "lost"


class Base(DeclarativeBase):
    pass


class Stamped:
    day: Mapped[date | None]


class User(Stamped, Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    gender: Mapped[str | None]
    nick: Mapped[str | None] = mapped_column(String(20))
    folded: Mapped[str | None] = mapped_column(String(collation="NOCASE"))
    age: Mapped[int | None]
    active: Mapped[bool | None]
    status: Mapped[Status | None]
    kind: Mapped[Status | None] = mapped_column(Enum(Status, name="kind"))
    token: Mapped[uuid.UUID | None]
    level = Column(Integer)
    orders: Mapped[list["Order"]] = relationship(back_populates="user")

    @hybrid_property
    def is_adult(self):
        return self.age >= 18


class Order(Base):
    __tablename__ = "orders"

    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship(back_populates="orders")


class Animal(Base):
    __tablename__ = "animals"
    __mapper_args__ = {"polymorphic_on": "type", "polymorphic_identity": "animal"}

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    weight: Mapped[int | None]


class Dog(Animal):
    __mapper_args__ = {"polymorphic_identity": "dog"}
"""

FILL = """
import uuid
from datetime import date
from decimal import Decimal

from models import Animal, Base, Dog, Order, Status, User

A, B = uuid.UUID(int=1), uuid.UUID(int=2)
NEW, DONE, LOST = Status


def rows():
    values = [
        ("male", 30, True, NEW, A, 1, date(2024, 1, 1), "x"),
        ("male", 30, False, DONE, A, 2, date(2024, 1, 1), "X"),
        ("Male", None, None, None, None, None, None, None),
        ("MALE", 17, True, LOST, B, -1, date(2024, 2, 1), "x"),
        ("female", 41, True, NEW, B, 1, date(2024, 2, 1), "y"),
        ("female", None, False, DONE, None, 2, None, "Y"),
        ("female ", 18, None, NEW, A, 3, date(2023, 12, 31), ""),
        (None, 5, True, None, B, None, date(2024, 1, 1), "x"),
        ("other", 99, False, LOST, None, 1, date(2025, 1, 1), "x"),
    ]
    for gender, age, active, status, token, level, day, text in values:
        yield User(
            gender=gender, nick=gender, folded=gender, age=age, active=active, status=status, kind=status, token=token,
            level=level, day=day,
        )
    yield from (Order(amount=amount, user_id=user) for amount, user in [
        (Decimal("1.50"), 1), (Decimal("2.25"), 1), (None, 2), (Decimal("7"), 5), (Decimal("-1"), None),
    ])
    yield from (Animal(weight=1), Dog(weight=2), Dog(weight=None))
"""

HEAD = """
import asyncio
import enum
import uuid
from datetime import date

import sqlalchemy as sa
from sqlalchemy import and_, distinct, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Animal, Dog, Order, Status, User

LIMIT = 18


class Filters:
    def __init__(self, age: int, genders: list) -> None:
        self.age = age
        self.genders = genders
        self.asked = 0

    @property
    def next_age(self) -> int:
        self.asked += 1
        return self.age + self.asked


class Stats:
    def __init__(self, session: AsyncSession, reading: AsyncSession, filters: Filters) -> None:
        self.session = session
        self.reading = reading
        self.filters = filters
        self.age = 18
        self.cache = {}
        self.log = []

    @property
    def next_age(self) -> int:
        self.age += 5
        return self.age

    def note(self, what):
        self.log.append(what)
        return what

"""


def written(method: str, grouped: Grouped, head: str = HEAD, models: str = MODELS) -> tuple[str, list[Finding]]:
    """A module with a method of `Stats`, rewritten, and its findings."""
    source = head + textwrap.indent(textwrap.dedent(method), "    ")
    files = {"models.py": models.encode(), "stats.py": source.encode()}

    def plan(contents: dict[str, bytes]) -> engine.Plan:
        rule = SharedSessionGather(grouped=grouped)
        return engine.plan(
            ["stats.py"], lambda path: Module(path, contents[path]), lambda _: [rule], tree=tree(contents)
        )

    def tree(contents: dict[str, bytes]) -> MemoryTree:
        return MemoryTree(contents)

    made = plan(files)
    assert not made.errors
    code = made.changes[0].after.decode() if made.changes else source
    again = plan({**files, "stats.py": code.encode()})
    assert not again.changes, "a second run changes nothing"
    return code, made.findings


@pytest.fixture(scope="module", params=["filled", "empty"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database file with the tables, and rows or none."""
    url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('grouped')}/{request.param}.db"
    asyncio.run(_create(url, is_filled=request.param == "filled"))
    return url


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """The URL of a filled database of a PostgreSQL server."""
    pytest.importorskip("asyncpg", reason="asyncpg is not installed: pip install '.[test-postgres]'")
    try:
        with server() as url:
            # In PostgreSQL too there is a collation that takes "male" for "MALE".
            made = "CREATE COLLATION \"NOCASE\" (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
            asyncio.run(_create(url, made, is_filled=True))
            yield url
    except NoServer as reason:
        pytest.skip(str(reason))


async def _create(url: str, *statements: str, is_filled: bool) -> None:
    models, fill = _module("models", MODELS), _module("fill", FILL)
    made = create_async_engine(url, poolclass=NullPool)
    async with made.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
        await connection.run_sync(models.Base.metadata.create_all)
    if is_filled:
        async with AsyncSession(made) as session:
            session.add_all(fill.rows())
            await session.commit()
    await made.dispose()


def _module(name: str, source: str) -> Any:
    if name in sys.modules and name != "stats":
        return sys.modules[name]
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(source, f"{name}.py", "exec"), module.__dict__)
    return module


def outcome(code: str, url: str) -> tuple[Any, int]:
    """What the method `get` gives, or raises, and how many statements it executes."""
    module = _module("stats", code)
    statements: list[str] = []

    async def run() -> Any:
        made = create_async_engine(url, poolclass=NullPool)
        event.listen(made.sync_engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
        try:
            async with AsyncSession(made) as session, AsyncSession(made) as reading:
                stats = module.Stats(session, reading, module.Filters(20, ["male", "other"]))
                return await stats.get(), stats.log
        finally:
            await made.dispose()

    try:
        return asyncio.run(run()), len(statements)
    except Exception as exc:
        return (type(exc), str(exc)), len(statements)


def _typed(value: Any) -> Any:
    """A value with the types in it: 0 is not Decimal(0)."""
    match value:
        case list() | tuple():
            return type(value).__name__, [_typed(one) for one in value]
        case dict():
            return {key: _typed(one) for key, one in value.items()}
        case _:
            return type(value).__name__, value


def pair(first: str, second: str, how: str = "scalar") -> str:
    """A method that gathers two statements, read as they are."""
    reads = {"scalar": "await self.session.scalar({})", "one": "(await self.session.execute({})).scalar_one()"}[how]
    return f"""
    async def get(self):
        async def first():
            return {reads.format(first)}
        async def second():
            return {reads.format(second)}
        a, b = await asyncio.gather(first(), second())
        return a, b
    """


COUNT = "select(func.count(User.id)).where({})"


def counts(first: str, second: str) -> str:
    return pair(COUNT.format(first), COUNT.format(second))


def aggregates(first: str, second: str, *conditions: str) -> str:
    one, other = conditions or ('User.gender == "male"', 'User.gender == "female"')
    return pair(f"select({first}).where({one})", f"select({second}).where({other})")


# name: (method, statements with "aggregate", shape written with "group-by")
ONE_QUERY: dict[str, tuple[str, Literal["case", "group_by"]]] = {
    "of the incident": (
        """
        async def get(self):
            async def count_male():
                stmt = select(func.count(User.id)).where(User.gender == "male")
                result = await self.session.execute(stmt)
                return result.scalar() or 0

            async def count_female():
                stmt = select(func.count(User.id)).where(User.gender == "female")
                result = await self.session.execute(stmt)
                return result.scalar() or 0

            male_count, female_count = await asyncio.gather(count_male(), count_female())
            return {"male": male_count, "female": female_count}
        """,
        "case",
    ),
    "of texts": (counts('User.gender == "male"', 'User.gender == "female"'), "case"),
    "of texts of limited length": (counts('User.nick == "male"', 'User.nick == "female"'), "case"),
    "of texts that are compared without case": (counts('User.folded == "male"', 'User.folded == "female"'), "case"),
    "of integers": (counts("User.age == 30", "User.age == 17"), "group_by"),
    "of negative integers": (counts("User.level == -1", "User.level == 1"), "group_by"),
    "of booleans": (counts("User.active == True", "User.active == False"), "group_by"),
    "of boolean columns": (counts("User.active", "~User.active"), "case"),
    "of members of an enumeration": (counts("User.status == Status.NEW", "User.status == Status.LOST"), "group_by"),
    "of a typed enumeration": (counts("User.kind == Status.NEW", "User.kind == Status.DONE"), "group_by"),
    "of the names of members": (counts('User.status == "NEW"', 'User.status == "LOST"'), "case"),
    "of dates": (counts("User.day == date(2024, 1, 1)", "User.day == date(2024, 2, 1)"), "group_by"),
    "of uuids": (
        counts(
            'User.token == uuid.UUID("00000000-0000-0000-0000-000000000001")',
            'User.token == uuid.UUID("00000000-0000-0000-0000-000000000002")',
        ),
        "group_by",
    ),
    "of integers and NULL": (counts("User.age == 30", "User.age.is_(None)"), "case"),
    "of a comparison with None": (counts("User.age == 30", "User.age == None"), "case"),
    "of two columns": (counts("User.age == 30", "User.level == 1"), "case"),
    "of ranges": (counts("User.age >= LIMIT", "User.age < LIMIT"), "case"),
    "of overlapping ranges": (counts("User.age > 1", "User.age > 17"), "case"),
    "of inequalities": (counts("User.age != 30", 'User.gender != "male"'), "case"),
    "of dates before and after": (counts("User.day < date(2024, 1, 15)", "User.day >= date(2024, 1, 15)"), "case"),
    "of lists": (counts('User.gender.in_(["male", "other"])', "User.gender.in_([])"), "case"),
    "of exclusions": (counts('User.gender.not_in(["male"])', "User.age.between(1, 20)"), "case"),
    "of patterns": (counts('User.gender.like("%ale")', 'User.gender.startswith("fem")'), "case"),
    "of lowered texts": (counts('func.lower(User.gender) == "male"', 'User.gender == "male"'), "case"),
    "of conjunctions": (
        counts("and_(User.active, User.age > 18)", "or_(User.active.is_(None), ~(User.age > 18))"),
        "case",
    ),
    "of operators": (counts("(User.age > 18) & (User.level == 1)", "(User.age > 18) | User.active"), "case"),
    "of columns compared": (counts("User.age > User.level", "User.age == User.id"), "case"),
    "of arithmetic": (counts("User.age + 1 > User.level * 20", "User.age - 1 > 17"), "case"),
    "of all and some": (pair("select(func.count(User.id))", COUNT.format("User.active")), "case"),
    "of all twice": (pair("select(func.count(User.id))", "select(func.count(User.id))"), "case"),
    "of the same twice": (counts("User.active", "User.active"), "case"),
    "of count and sum": (aggregates("func.count(User.id)", "func.sum(User.age)"), "case"),
    "of sums": (
        aggregates("func.sum(User.age)", "func.sum(User.age)", "User.level == 1", "User.level == 9"),
        "group_by",
    ),
    "of averages": (aggregates("func.avg(User.age)", "func.avg(User.age)"), "case"),
    "of the smallest and the largest": (aggregates("func.min(User.age)", "func.max(User.age)"), "case"),
    "of the latest day": (aggregates("func.min(User.day)", "func.max(User.status)"), "case"),
    "of decimals": (
        aggregates("func.sum(Order.amount)", "func.avg(Order.amount)", "Order.user_id == 1", "Order.id > 2"),
        "case",
    ),
    "of products": (aggregates("func.sum(User.age * User.level)", "func.max(User.age + 1)"), "case"),
    "of rows": (aggregates("func.count()", "func.count()"), "case"),
    "of rows counted by one": (aggregates("func.count(1)", "func.count(User.age)"), "case"),
    "of rows of a table": (
        pair("select(func.count()).select_from(User)", "select(func.count()).select_from(User).where(User.active)"),
        "case",
    ),
    "of what differs": (aggregates("func.count(distinct(User.age))", "func.count(User.age.distinct())"), "case"),
    "of different values, one shape": (
        aggregates(*["func.count(distinct(User.age))"] * 2, "User.level == 1", "User.level == 2"),
        "group_by",
    ),
    "of func.distinct": (aggregates("func.count(func.distinct(User.age))", "func.sum(distinct(User.age))"), "case"),
    "of sums that coalesce": (
        aggregates(*["func.coalesce(func.sum(User.age), 0)"] * 2, "User.level == 1", "User.level == 7"),
        "group_by",
    ),
    "of coalesced and plain": (aggregates("func.coalesce(func.max(User.age), -1)", "func.max(User.age)"), "case"),
    "with labels": (aggregates('func.count(User.id).label("n")', 'func.count(User.age).label("n")'), "case"),
    "with common conditions": (
        pair(
            "select(func.count(User.id)).where(User.active, User.level == 1)",
            "select(func.count(User.id)).where(User.level == 2).where(User.active)",
        ),
        "group_by",
    ),
    "with filter and filter_by": (
        pair(
            "select(func.count(User.id)).filter(User.age == 30)",
            "select(func.count(User.id)).filter_by(age=17)",
        ),
        "group_by",
    ),
    "with filter_by None": (
        pair("select(func.count(User.id)).filter_by(age=None)", "select(func.count(User.id)).filter_by(age=30)"),
        "case",
    ),
    "with a join": (
        pair(
            "select(func.count(Order.id)).join(User, Order.user_id == User.id).where(User.active)",
            "select(func.count(Order.id)).join(User, Order.user_id == User.id).where(Order.amount > 2)",
        ),
        "case",
    ),
    "with a join from a table": (
        pair(
            "select(func.count(distinct(User.id))).select_from(User).outerjoin(Order).where(Order.id.is_(None))",
            "select(func.sum(Order.amount)).select_from(User).outerjoin(Order).where(User.active)",
        ),
        "case",
    ),
    "with scalar_one": (
        pair(COUNT.format("User.active"), "select(func.sum(User.age)).where(User.level == 1)", "one"),
        "case",
    ),
    "with sa in front": (
        pair(
            "sa.select(sa.func.count(User.id)).where(User.active)",
            "sa.select(sa.func.count(User.id)).where(User.level == 1)",
        ),
        "case",
    ),
    "awaited as they are": (
        """
        async def get(self):
            return await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.active)),
                self.session.scalar(select(func.count(User.id)).where(User.level == 1)),
                self.session.scalar(select(func.max(User.age))),
            )
        """,
        "case",
    ),
    "into attributes": (
        """
        async def get(self):
            self.a, self.cache["b"] = await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.active)),
                self.session.scalar(select(func.count(User.id)).where(User.level == 1)),
            )
            return self.a, self.cache
        """,
        "case",
    ),
    "into a starred target": (
        """
        async def get(self):
            a, *rest = await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.active)),
                self.session.scalar(select(func.count(User.id)).where(User.level == 1)),
            )
            return a, rest
        """,
        "case",
    ),
    "into two names at once": (
        """
        async def get(self):
            a = b = await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.active)),
                self.session.scalar(select(func.count(User.id)).where(User.level == 1)),
            )
            return a, b, a is b
        """,
        "case",
    ),
    "in an expression": (
        """
        async def get(self):
            return dict(zip("ab", await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.active)),
                self.session.scalar(select(func.count(User.id)).where(User.level == 1)),
            )))
        """,
        "case",
    ),
    "in an expression, of local functions": (
        """
        async def get(self):
            async def active():
                return await self.session.scalar(select(func.count(User.id)).where(User.active))

            async def first():
                return await self.session.scalar(select(func.count(User.id)).where(User.level == 1))

            return dict(zip("ab", await asyncio.gather(active(), first())))
        """,
        "case",
    ),
    "in the head of a loop": (
        """
        async def get(self):
            async def active():
                return await self.session.scalar(select(func.count(User.id)).where(User.active))

            async def first():
                return await self.session.scalar(select(func.count(User.id)).where(User.level == 1))

            for number in await asyncio.gather(active(), first()):
                self.note(number)
            return None
        """,
        "case",
    ),
    "with results read further down": (
        """
        async def get(self):
            a, b, c = await asyncio.gather(
                self.session.execute(select(func.count(User.id)).where(User.active)),
                self.session.execute(select(func.sum(User.age)).where(User.level == 8)),
                self.session.execute(select(func.sum(User.age)).where(User.level == 1)),
            )
            total = a.scalar_one()
            return {"a": total, "b": b.scalar() or 0, "c": [c.scalar_one_or_none()]}
        """,
        "case",
    ),
    "with statements in variables": (
        """
        async def get(self):
            base = select(func.count(User.id)).where(User.level > 0)
            active = base.where(User.active)
            is_old = User.age > self.age
            old = base.where(is_old)
            a, b = await asyncio.gather(self.session.scalar(active), self.session.scalar(old))
            return a, b
        """,
        "case",
    ),
    "of a local function with a parameter": (
        """
        async def get(self):
            async def count(level, *, since=None):
                pass
            async def count_by(level: int) -> int:
                stmt = select(func.count(User.id)).where(User.level == level)
                result = await self.session.execute(stmt)
                return result.scalar_one()
            one, two = await asyncio.gather(count_by(1), count_by(level=2))
            return one, two
        """,
        "group_by",
    ),
    "of a local function that is given the session and the condition": (
        """
        async def get(self):
            async def count_by(session, condition):
                return await session.scalar(select(func.count(User.id)).where(condition))
            one, two = await asyncio.gather(
                count_by(self.session, User.level == 1), count_by(self.session, User.age > 18)
            )
            return one, two
        """,
        "case",
    ),
    "with defaults": (
        """
        async def get(self):
            async def a():
                return await self.session.scalar(select(func.sum(User.age)).where(User.level == 77)) or 0
            async def b():
                return (await self.session.execute(select(func.sum(User.age)).where(User.level == 78))).scalar() or 0.0
            async def c():
                return await self.session.scalar(select(func.count(User.id)).where(User.level == 79)) or None
            one, two, three = await asyncio.gather(a(), b(), c())
            return one, two, three
        """,
        "case",
    ),
    "with defaults in a list": (
        """
        async def get(self):
            async def a():
                return await self.session.scalar(select(func.sum(User.age)).where(User.level == 77)) or 0
            async def b():
                return (await self.session.scalars(select(func.sum(User.age)).where(User.level == 78))).one() or 0
            found: list = await asyncio.gather(a(), b())
            return found
        """,
        "group_by",
    ),
    "of plain attributes": (counts("User.age > self.age", "User.age <= self.age"), "case"),
    "of a text that is put together": (
        """
        async def get(self, part: str = "al"):
            async def like(pattern):
                return await self.session.scalar(select(func.count(User.id)).where(User.gender.like(pattern)))
            c, d, e = await asyncio.gather(
                like(f"%{part}%"),
                like("f%"),
                self.session.scalar(select(func.count(User.id)).where(and_(User.gender != f"m{part}", User.active))),
            )
            return c, d, e
        """,
        "case",
    ),
    "of a parameter": (
        """
        async def get(self, limit: int = 18, genders: tuple = ("male", "other")):
            a, b = await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.age > limit)),
                self.session.scalar(select(func.count(User.id)).where(User.gender.in_(genders))),
            )
            return a, b
        """,
        "case",
    ),
    "of an annotated parameter's attribute": (
        """
        async def get(self, filters: Filters = Filters(17, ["male"])):
            a, b = await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.age > filters.age)),
                self.session.scalar(select(func.count(User.id)).where(User.level != filters.age)),
            )
            return a, b
        """,
        "case",
    ),
    "where the names are taken": (
        """
        async def get(self):
            row, counts = 1, 2
            case, sum_ = await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.active)),
                self.session.scalar(select(func.sum(User.age)).where(User.level == 1)),
            )
            return row, counts, case, sum_
        """,
        "case",
    ),
    "in a try": (
        """
        async def get(self):
            a = b = None
            try:
                a, b = await asyncio.gather(
                    self.session.scalar(select(func.count(User.id)).where(User.active)),
                    self.session.scalar(select(func.count(User.id)).where(User.level == 1)),
                )
            except ValueError:
                return a, b
            return a, b
        """,
        "case",
    ),
    "in a loop": (
        """
        async def get(self):
            found = []
            for level in (1,):
                a, b = await asyncio.gather(
                    self.session.scalar(select(func.count(User.id)).where(User.level == level)),
                    self.session.scalar(select(func.count(User.id)).where(User.level > level)),
                )
                found.append((a, b))
            return found
        """,
        "case",
    ),
    "in tasks": (
        """
        async def get(self):
            return await asyncio.gather(
                asyncio.create_task(self.session.scalar(select(func.count(User.id)).where(User.active))),
                asyncio.create_task(self.session.scalar(select(func.count(User.id)).where(User.level == 1))),
            )
        """,
        "case",
    ),
    "of a list in a variable": (
        """
        async def get(self):
            levels = [level for level in (1, 2)]
            a, b = await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.level.in_(levels))),
                self.session.scalar(select(func.count(User.id)).where(~User.level.in_(levels))),
            )
            return a, b
        """,
        "case",
    ),
    "with a module imported in the function": (
        """
        async def get(self):
            import models as m
            import models
            from sqlalchemy import func as f, select as pick
            a, b = await asyncio.gather(
                self.session.scalar(pick(f.count(User.id)).where(User.age == 30)),
                self.session.scalar(pick(f.count(User.id)).where(User.age == 17)),
            )
            return a, b
        """,
        "group_by",
    ),
    "with imports in the function": (
        """
        async def get(self):
            from models import User as Person
            a, b = await asyncio.gather(
                self.session.scalar(select(func.count(Person.id)).where(Person.age == 30)),
                self.session.scalar(select(func.count(Person.id)).where(Person.age == 17)),
            )
            return a, b
        """,
        "group_by",
    ),
}


@pytest.mark.parametrize("name", ONE_QUERY)
@pytest.mark.parametrize("grouped", ["aggregate", "group-by"])
def test_makes_one_query(name: str, grouped: Grouped, database: str) -> None:
    method, shape = ONE_QUERY[name]
    code, findings = written(method, grouped)
    in_turn, _ = written(method, "off")
    expected, several = outcome(in_turn, database)
    found, executed = outcome(code, database)
    assert _typed(found) == _typed(expected), code
    assert several > executed == 1, code
    assert ("group_by" in code) == (grouped == "group-by" and shape == "group_by"), code
    assert any("one round trip" in note and "snapshot" in note for note in findings[0].notes)


@pytest.mark.postgres
@pytest.mark.parametrize("name", ONE_QUERY)
@pytest.mark.parametrize("grouped", ["aggregate", "group-by"])
def test_makes_one_query_on_postgresql(name: str, grouped: Grouped, postgres: str) -> None:
    code, _ = written(ONE_QUERY[name][0], grouped)
    expected, several = outcome(written(ONE_QUERY[name][0], "off")[0], postgres)
    found, executed = outcome(code, postgres)
    assert not isinstance(found[0], type), found
    assert _typed(found) == _typed(expected), code
    assert several > executed == 1, code


# name: (method, statements that are executed)
PARTLY: dict[str, tuple[str, int]] = {
    "with another table": (
        """
        async def get(self):
            a, b, c = await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.active)),
                self.session.scalar(select(func.sum(Order.amount))),
                self.session.scalar(select(func.count(User.id)).where(User.level == 1)),
            )
            return a, b, c
        """,
        2,
    ),
    "two tables": (
        """
        async def get(self):
            return await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.active)),
                self.session.scalar(select(func.sum(Order.amount))),
                self.session.scalar(select(func.count(User.id)).where(User.level == 1)),
                self.session.scalar(select(func.count(Order.id)).where(Order.amount > 1)),
            )
        """,
        2,
    ),
    "after something unknown": (
        """
        async def get(self):
            a, b, c = await asyncio.gather(
                self.rename(), self.session.scalar(select(func.count(User.id)).where(User.gender == "male")),
                self.session.scalar(select(func.count(User.id)).where(User.gender == "him")),
            )
            return a, b, c

        async def rename(self):
            found = await self.session.execute(sa.update(User).where(User.gender == "male").values(gender="him"))
            return found.rowcount
        """,
        2,
    ),
    "after something unknown, into attributes": (
        """
        async def get(self):
            self.a, self.b, self.c = await asyncio.gather(
                self.rename(), self.session.scalar(select(func.count(User.id)).where(User.gender == "male")),
                self.session.scalar(select(func.count(User.id)).where(User.gender == "him")),
            )
            return self.a, self.b, self.c

        async def rename(self):
            found = await self.session.execute(sa.update(User).where(User.gender == "male").values(gender="him"))
            return found.rowcount
        """,
        2,
    ),
    "around something unknown": (
        """
        async def get(self):
            a, b, c = await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.gender == "male")), self.rename(),
                self.session.scalar(select(func.count(User.id)).where(User.gender == "him")),
            )
            return a, b, c

        async def rename(self):
            found = await self.session.execute(sa.update(User).where(User.gender == "male").values(gender="him"))
            return found.rowcount
        """,
        3,
    ),
    "with one that has two conditions of its own": (
        """
        async def get(self):
            return await asyncio.gather(
                self.session.scalar(select(func.count(User.id))),
                self.session.scalar(select(func.count(User.id)).where(User.active)),
                self.session.scalar(select(func.count(User.id)).where(User.active, User.level == 1)),
            )
        """,
        2,
    ),
    "with one that logs": (
        """
        async def get(self):
            async def logged():
                self.note("counting")
                return await self.session.scalar(select(func.count(User.id)))
            a, b, c = await asyncio.gather(
                self.session.scalar(select(func.count(User.id)).where(User.active)),
                self.session.scalar(select(func.count(User.id)).where(User.level == 1)),
                logged(),
            )
            return a, b, c
        """,
        2,
    ),
}


@pytest.mark.parametrize("name", PARTLY)
@pytest.mark.parametrize("grouped", ["aggregate", "group-by"])
def test_makes_one_query_of_some(name: str, grouped: Grouped, database: str) -> None:
    method, statements = PARTLY[name]
    code, _ = written(method, grouped)
    in_turn, _ = written(method, "off")
    expected, _ = outcome(in_turn, database)
    found, executed = outcome(code, database)
    assert _typed(found) == _typed(expected), code
    assert executed == statements, code


def local(body: str, call: str = "second()") -> str:
    """A plain local count beside one with this body."""
    lines = textwrap.indent(textwrap.dedent(body), "            ")
    return f"""
    async def get(self):
        async def first():
            return await self.session.scalar(select(func.count(User.id)).where(User.active))
        async def second():
{lines}
        a, b = await asyncio.gather(first(), {call})
        return a, b
    """


def beside(statement: str) -> str:
    return pair(COUNT.format("User.active"), statement)


IN_TURN: dict[str, str] = {
    "another table": beside("select(func.count(Order.id))"),
    "two tables in one condition": beside("select(func.count(User.id)).where(User.id == Order.user_id)"),
    "a join": beside("select(func.count(User.id)).join(Order).where(User.active)"),
    "a limit": beside("select(func.count(User.id)).where(User.level == 1).limit(1)"),
    "an offset": beside("select(func.count(User.id)).where(User.level == 1).offset(0)"),
    "an order": beside("select(func.count(User.id)).where(User.level == 1).order_by(func.count(User.id))"),
    "distinct": beside("select(func.count(User.id)).where(User.level == 1).distinct()"),
    "group_by": beside("select(func.count(User.id)).where(User.level == 1).group_by(User.level)"),
    "having": beside("select(func.count(User.id)).where(User.level == 1).having(func.count(User.id) > 100)"),
    "execution options": beside("select(func.count(User.id)).where(User.level == 1).execution_options(a=1)"),
    "two columns": beside("select(func.count(User.id), func.max(User.age)).where(User.level == 1)"),
    "no aggregate": beside("select(User.id).where(User.id == 1)"),
    "another aggregate": beside("select(func.group_concat(User.gender)).where(User.level == 1)"),
    "an aggregate of an aggregate": beside("select(func.count(User.id) + 1).where(User.level == 1)"),
    "a filtered aggregate": beside("select(func.count(User.id).filter(User.active)).where(User.level == 1)"),
    "a subquery in a condition": beside("select(func.count(User.id)).where(User.id.in_(select(Order.user_id)))"),
    "an exists": beside("select(func.count(User.id)).where(User.orders.any())"),
    "a hybrid": beside("select(func.count(User.id)).where(User.is_adult)"),
    "a relationship": beside("select(func.count(Order.id)).where(Order.user == None)"),
    "a polymorphic class": pair("select(func.count(Dog.id)).where(Dog.weight > 1)", "select(func.count(Dog.id))"),
    "a condition of Python": beside("select(func.count(User.id)).where(True)"),
    "and between columns": beside("select(func.count(User.id)).where(User.level == 1 and User.active)"),
    "a chained comparison": beside("select(func.count(User.id)).where(User.id == (User.id == 1 or 2))"),
    "a call in a condition": beside("select(func.count(User.id)).where(User.age > self.note(17))"),
    "today in a condition": beside("select(func.count(User.id)).where(User.day < date.today())"),
    "a property with an effect": beside("select(func.count(User.id)).where(User.age > self.next_age)"),
    "an attribute of what is not known": beside("select(func.count(User.id)).where(User.age > self.filters.next_age)"),
    "a walrus": beside("select(func.count(User.id)).where(User.age > (limit := 17))"),
    "what can be iterated only once": """
    async def get(self, ids=iter([1, 2, 3])):
        genders = (gender for gender in ("male", "other"))
        a, b = await asyncio.gather(
            self.session.scalar(select(func.count(User.id)).where(User.gender.in_(genders))),
            self.session.scalar(select(func.count(User.id)).where(User.id.in_(ids))),
        )
        return a, b
    """,
    "a conditional value": beside("select(func.count(User.id)).where(User.age > (17 if self.age else 0))"),
    "text in a condition": beside('select(func.count(User.id)).where(sa.text("age > 1"))'),
    "random in a condition": beside("select(func.count(User.id)).where(func.random() > 0)"),
    "two conditions of its own": beside("select(func.count(User.id)).where(User.level == 1, User.age == 30)"),
    "a log": local("self.note('b')\nreturn await self.session.scalar(select(func.count(User.id)))"),
    "a cache": local(
        """
        if "b" not in self.cache:
            self.cache["b"] = await self.session.scalar(select(func.count(User.id)))
        return self.cache["b"]
        """
    ),
    "a docstring": local("'''Counts.'''\nreturn await self.session.scalar(select(func.count(User.id)))"),
    "two queries": local(
        """
        one = await self.session.scalar(select(func.count(User.id)))
        return one + await self.session.scalar(select(func.count(User.age)))
        """
    ),
    "reckoning with the result": local("return (await self.session.scalar(select(func.count(User.id)))) * 2"),
    "int of the result": local("return int(await self.session.scalar(select(func.count(User.id))) or 0)"),
    "a default that is no literal": local(
        "return await self.session.scalar(select(func.sum(User.age))) or self.note(1)"
    ),
    "a whole row": local("return (await self.session.execute(select(func.count(User.id)))).one()"),
    "an unused local": local("x = self.note('c')\nreturn await self.session.scalar(select(func.count(User.id)))"),
    "parameters of the execution": local("return await self.session.scalar(select(func.count(User.id)), {})"),
    "a default of a parameter": """
    async def get(self):
        async def count(level=1):
            return await self.session.scalar(select(func.count(User.id)).where(User.level == level))
        a, b = await asyncio.gather(count(), count(2))
        return a, b
    """,
    "an argument with an effect": """
    async def get(self):
        async def count(level):
            return await self.session.scalar(select(func.count(User.id)).where(User.level == level))
        a, b = await asyncio.gather(count(self.note(1)), count(self.note(2)))
        return a, b
    """,
    "an argument that is not used": """
    async def get(self):
        async def count(level, who):
            return await self.session.scalar(select(func.count(User.id)).where(User.level == level))
        a, b = await asyncio.gather(count(1, self.next_age), count(2, self.next_age))
        return a, b, self.age
    """,
    "a decorated function": """
    async def get(self):
        def plus_one(function):
            async def wrapped():
                return 1 + await function()
            return wrapped
        @plus_one
        async def first():
            return await self.session.scalar(select(func.count(User.id)).where(User.active))
        @plus_one
        async def second():
            return await self.session.scalar(select(func.count(User.id)))
        a, b = await asyncio.gather(first(), second())
        return a, b
    """,
    "a function that is defined twice": """
    async def get(self, old: bool = True):
        async def first():
            return await self.session.scalar(select(func.count(User.id)).where(User.active))
        if old:
            async def second():
                return await self.session.scalar(select(func.count(User.id)).where(User.age > 18))
        else:
            async def second():
                return await self.session.scalar(select(func.count(User.id)).where(User.age < 18))
        a, b = await asyncio.gather(first(), second())
        return a, b
    """,
    "a variable that is bound anew": """
    async def get(self):
        level = 1
        first = select(func.count(User.id)).where(User.level == level)
        level = 2
        second = select(func.count(User.id)).where(User.level == level)
        a, b = await asyncio.gather(self.session.scalar(first), self.session.scalar(second))
        return a, b
    """,
    "a statement that is bound anew": """
    async def get(self):
        query = select(func.count(User.id))
        if self.age:
            query = query.where(User.level == 1)
        a, b = await asyncio.gather(
            self.session.scalar(query), self.session.scalar(select(func.count(User.id)).where(User.active))
        )
        return a, b
    """,
    "an attribute that changes between": """
    async def get(self):
        first = select(func.count(User.id)).where(User.age > self.age)
        self.age = 30
        second = select(func.count(User.id)).where(User.age > self.age)
        a, b = await asyncio.gather(self.session.scalar(first), self.session.scalar(second))
        return a, b
    """,
    "a column in a variable": """
    async def get(self):
        other = Order.user_id
        a, b = await asyncio.gather(
            self.session.scalar(select(func.count(User.id)).where(User.id == other)),
            self.session.scalar(select(func.count(User.id)).where(User.active)),
        )
        return a, b
    """,
    "a result that is read twice": """
    async def get(self):
        a, b = await asyncio.gather(
            self.session.execute(select(func.count(User.id))),
            self.session.execute(select(func.count(User.id)).where(User.active)),
        )
        return a.scalar(), b.keys(), b.scalar()
    """,
    "results that are not read": """
    async def get(self):
        await asyncio.gather(
            self.session.scalar(select(func.count(User.id))),
            self.session.scalar(select(func.count(User.id)).where(User.active)),
        )
    """,
    "a model in a variable": """
    async def get(self, model=User):
        a, b = await asyncio.gather(
            self.session.scalar(select(func.count(model.id))),
            self.session.scalar(select(func.count(model.id)).where(model.active)),
        )
        return a, b
    """,
    "an alias": """
    async def get(self):
        person = sa.orm.aliased(User)
        a, b = await asyncio.gather(
            self.session.scalar(select(func.count(person.id))),
            self.session.scalar(select(func.count(person.id)).where(person.active)),
        )
        return a, b
    """,
    "return_exceptions": """
    async def get(self):
        return await asyncio.gather(
            self.session.scalar(select(func.count(User.id))),
            self.session.scalar(select(func.count(User.id)).where(User.active)),
            return_exceptions=True,
        )
    """,
    "a time limit": """
    async def get(self):
        return await asyncio.wait_for(asyncio.gather(
            self.session.scalar(select(func.count(User.id))),
            self.session.scalar(select(func.count(User.id)).where(User.active)),
        ), 10)
    """,
    "as many as there are": """
    async def get(self):
        return await asyncio.gather(
            *(self.session.scalar(select(func.count(User.id)).where(User.level == level)) for level in (1, 2))
        )
    """,
    "methods": """
    async def get(self):
        a, b = await asyncio.gather(self.count(), self.count_active())
        return a, b

    async def count(self):
        return await self.session.scalar(select(func.count(User.id)))

    async def count_active(self):
        return await self.session.scalar(select(func.count(User.id)).where(User.active))
    """,
    "a function that is called elsewhere too with locals in sight": """
    async def get(self):
        async def first():
            return await self.session.scalar(select(func.count(User.id)))
        async def second():
            return await self.session.scalar(select(func.count(User.id)).where(User.active))
        a, b = await asyncio.gather(first(), second())
        return sorted(locals())
    """,
}


@pytest.mark.parametrize("name", IN_TURN)
@pytest.mark.parametrize("grouped", ["aggregate", "group-by"])
def test_awaits_in_turn(name: str, grouped: Grouped) -> None:
    code, findings = written(IN_TURN[name], grouped)
    in_turn, expected = written(IN_TURN[name], "off")
    assert code == in_turn
    assert [finding.fix for finding in findings] == [finding.fix for finding in expected] != [None]


def test_the_snippets_run(database: str) -> None:
    for name, method in IN_TURN.items():
        code, _ = written(method, "off")
        found, _ = outcome(code, database)
        assert not (isinstance(found[0], type) and issubclass(found[0], (NameError, SyntaxError, TypeError))), name


def test_keeps_two_sessions_apart() -> None:
    method = """
    async def get(self):
        a, b = await asyncio.gather(
            self.session.scalar(select(func.count(User.id)).where(User.active)),
            self.reading.scalar(select(func.count(User.id)).where(User.level == 1)),
        )
        return a, b
    """
    code, findings = written(method, "aggregate")
    assert not findings
    assert "case" not in code


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("sqlite+aiosqlite:///app.db", "mysql+aiomysql://localhost/app"),
        ('URL = "sqlite+aiosqlite:///app.db"', ""),
        (
            "class Base(DeclarativeBase):\n    pass",
            "class Base(DeclarativeBase):\n    type_annotation_map = {str: String(7)}",
        ),
        ("gender: Mapped[str | None]", "gender: Mapped[str | None] = mapped_column(String(6))"),
        ("gender: Mapped[str | None]", "gender: Mapped[str | None] = mapped_column(sqlalchemy.CHAR)"),
        ("gender: Mapped[str | None]", 'gender: Mapped[str | None] = mapped_column(String(collation="NOCASE"))'),
    ],
)
def test_does_not_group_by_texts_that_may_be_found_equal(change: str, to: str) -> None:
    method = counts('User.gender == "male"', 'User.gender == "female"')
    plain = MODELS.replace('mapped_column(String(collation="NOCASE"))', "mapped_column()")
    assert "group_by" in written(method, "group-by", models=plain)[0]
    changed = plain.replace(change, to)
    assert changed != plain
    assert "group_by" not in written(method, "group-by", models=changed)[0]


def test_groups_nothing_where_conditions_are_added_to_every_statement() -> None:
    method = counts("User.active", "User.level == 1")
    code, _ = written(method, "aggregate", models=f"{MODELS}\nfrom sqlalchemy.orm import with_loader_criteria\n")
    assert "case" not in code


def test_groups_nothing_where_a_model_may_be_one_of_two() -> None:
    one = "from models import Animal, Dog, Order, Status, User\n"
    either = "try:\n    from models import User\nexcept ImportError:\n    from models import Order as User\n"
    assert one in HEAD
    code, _ = written(counts("User.id > 1", "User.id > 2"), "aggregate", head=HEAD.replace(one, either))
    assert "case" not in code


def test_finds_a_free_name_for_case() -> None:
    head = HEAD.replace("LIMIT = 18", "LIMIT = 18\n\n\ndef case(*conditions):\n    return conditions")
    code, _ = written(counts("User.age == 1", "User.level == 1"), "aggregate", head=head)
    assert "case as sql_case" in code
    assert "func.count(sql_case((User.age == 1, User.id)))" in code
    ast.parse(code)


def test_keeps_comments_and_what_is_needed_elsewhere() -> None:
    code, _ = written(
        """
        async def get(self):
            # men first
            async def count_male():  # fast
                # by gender
                return await self.session.scalar(select(func.count(User.id)).where(User.gender == "male"))  # one
                # end

            async def count_female():
                return await self.session.scalar(select(func.count(User.id)).where(User.gender == "female"))

            # both at once
            male, female = await asyncio.gather(
                count_male(),  # him
                # her
                count_female(),
            )  # done
            return male, female, count_female
        """,
        "aggregate",
    )
    said = "men first, fast, by gender, one, end, both at once, him, her, done"
    assert [line.partition("# ")[2] for line in code.splitlines() if "#" in line] == said.split(", ")
    assert "async def count_female" in code
    assert "async def count_male" not in code
    assert ").one()  # done" in code
