"""base-http-middleware, pure ASGI: random middlewares send, log and raise the same before and after."""

from __future__ import annotations

import asyncio
import random
import textwrap
from typing import Any

import pytest

from asyncfix import engine
from asyncfix.project import MemoryTree, Module
from asyncfix.transforms.base_http_middleware import BaseHttpMiddleware

HEAD = """\
import contextlib, contextvars
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

LOG = []
var = contextvars.ContextVar("var", default="unset")
class E1(Exception): ...
class E2(E1): ...
class E3(Exception): ...


def log(*values):
    LOG.append(values)


@contextlib.contextmanager
def span(number):
    log("in", number)
    try:
        yield number
    finally:
        log("out", number)


class M(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
"""
TAIL = """

async def inner(scope, receive, send):
    path = scope["path"]
    log("inner", var.get())
    if path in ("/E1", "/E2", "/E3"):
        raise globals()[path[1:]](path)
    if path == "/body":
        response = JSONResponse((await Request(scope, receive).body()).decode())
    elif path == "/stream":
        response = StreamingResponse((part async for part in parts()), headers={"x-own": "1"})
    else:
        response = PlainTextResponse("there", 404 if path == "/404" else 200)
    await response(scope, receive, send)


async def parts():
    yield "a"
    yield "b"


app = M(inner)
"""


class Grammar:
    """Makes the body of a dispatch: what comes before the response, the response, and what follows on it."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._number = 0

    def body(self) -> list[str]:
        with_token = self._is(0.3)
        reads = self._pick("", "", "", "log(await request.body())", "if a > 2: log(await request.json())")
        lines = [
            "a = 1",
            *(["token = var.set('set')"] if with_token else []),
            *([reads] if reads else []),
            *self._before(),
        ]
        made, goes_on = self._response(0)
        lines += made
        if goes_on:
            lines += [
                *self._after(),
                *(["var.reset(token)"] if with_token and self._is(0.7) else []),
                "return response",
            ]
        return lines

    def _is(self, chance: float) -> bool:
        return self._random.random() < chance

    def _pick(self, *choices: str) -> str:
        return self._random.choice(choices)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _asked(self) -> str:
        return self._pick("request.headers.get('x-key')", "a > 1", "request.url.path == '/404'")

    def _plain(self) -> list[str]:
        number = self._next()
        return [self._pick(f"log({number}, a)", f"a += {number}", f"request.state.x = a  # {number}", f"c = {number}")]

    def _early(self) -> list[str]:
        number = self._next()
        return [self._pick(f"return PlainTextResponse('{number}', 403)", "return await call_next(request)")]

    def _before(self) -> list[str]:
        lines: list[str] = []
        for _ in range(self._random.randint(0, 2)):
            lines += self._plain() if self._is(0.6) else [f"if {self._asked()}:", *_in(self._plain() + self._early())]
        return lines

    def _after(self, depth: int = 0) -> list[str]:
        lines: list[str] = []
        for _ in range(self._random.randint(0, 3)):
            lines += self._on_response(depth)
        return lines

    def _on_response(self, depth: int) -> list[str]:
        number = self._next()
        if depth < 2 and self._is(0.4):
            return self._compound(depth + 1)
        return [
            self._pick(
                f"response.headers['x-{number}'] = str(a)",
                f"log(f'{{response.status_code}}', {number})",
                f"response.set_cookie('c{number}', 'v')",
                f"response.status_code = 200 + {number}",
                "d = getattr(response, 'status_code', 500)",
                f"a += {number}",
            )
        ]

    def _compound(self, depth: int) -> list[str]:
        inner = _in(self._on_response(depth))
        match self._random.randint(0, 3):
            case 0:
                return ["for i in range(2):", *inner]
            case 1:
                return [f"with span({self._next()}):", *inner]
            case 2:
                number = ["    log(int(response.headers.get('zz', 'q')))"]
                return ["try:", *inner, *number, "except ValueError:", *_in(self._on_response(depth))]
            case _:
                leaves = ["    return response"] if self._is(0.4) else []
                return [f"if {self._pick('response.status_code == 404', self._asked())}:", *inner, *leaves]

    def _response(self, depth: int) -> tuple[list[str], bool]:
        """Statements that give a response its name, and whether they do not return it at once."""
        chance = self._random.random()
        if depth >= 3 or chance < 0.35:
            return ["response = await call_next(request)"], True
        if chance < 0.45:
            return ["return await call_next(request)"], False
        inner, goes_on = self._response(depth + 1)
        if chance < 0.55:
            return [f"with span({self._next()}):", *_in(self._before() + inner)], goes_on
        if chance < 0.65:
            other, other_goes_on = self._early(), False
            if self._is(0.5):
                other, other_goes_on = ["response = PlainTextResponse('made', 202)"], True
            return [f"if {self._asked()}:", *_in(inner), "else:", *_in(other)], goes_on or other_goes_on
        return self._guarded(inner, goes_on)

    def _guarded(self, inner: list[str], goes_on: bool) -> tuple[list[str], bool]:
        body = [*self._before(), *inner, *(self._after() if goes_on and self._is(0.5) else [])]
        comes_out = goes_on
        if goes_on and self._is(0.3):
            body, comes_out = [*body, "return response"], False
        lines = ["try:", *_in(body)]
        kinds = self._random.sample(["E2", "E1", "E3", "Exception"], self._random.randint(0, 2))
        for kind in kinds:
            answer = self._pick(
                "raise", f"return PlainTextResponse('h{self._next()}', 500)", "response = Response('m')"
            )
            if answer.startswith("response"):
                answer, comes_out = (answer, True) if goes_on else ("raise", comes_out)
            lines += [f"except {kind} as exc:", *_in([*self._plain(), answer])]
        if not kinds or self._is(0.3):
            lines += ["finally:", f"    log('finally', {self._next()}, a)"]
        return lines, comes_out


def _in(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]


async def _answer(app: Any, path: str, key: bool) -> tuple[Any, ...]:
    messages = [{"type": "http.request", "body": b"[1", "more_body": True}, {"type": "http.request", "body": b"]"}]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0) if messages else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"x-key", b"1")] if key else []
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "scheme": "http",
        "query_string": b"", "headers": headers, "server": ("test", 80), "state": {}, "asgi": {"spec_version": "2.4"},
    }  # fmt: skip
    error = None
    try:
        await app(scope, receive, send)
    except Exception as exc:
        error = repr(exc)
    start = [(message["status"], sorted(message["headers"])) for message in sent if "status" in message]
    return start, b"".join(message.get("body", b"") for message in sent), error


async def _behaviour(source: str) -> list[Any]:
    space: dict[str, Any] = {}
    exec(compile(source, "m.py", "exec"), space)
    seen = []
    for path in ("/", "/404", "/E1", "/E2", "/E3", "/stream", "/body"):
        for key in (False, True):
            space["LOG"].clear()
            answer = await asyncio.wait_for(_answer(space["app"], path, key), 10)
            # What stands in a `finally` runs after the whole response, which the notes say.
            seen.append((*answer, sorted(map(repr, space["LOG"]))))
    return seen


@pytest.mark.parametrize("seed", range(120))
def test_behaves_as_before(seed: int) -> None:
    body = textwrap.indent("\n".join(Grammar(seed).body()), " " * 8)
    source = f"{HEAD}{body}\n{TAIL}"
    made = engine.plan(
        ["m.py"],
        lambda path: Module(path, source.encode()),
        lambda _: [BaseHttpMiddleware()],
        tree=MemoryTree({"m.py": source.encode()}),
    )
    assert not made.errors
    if not made.changes:
        assert all(finding.kept_because for finding in made.kept)
        return
    before = asyncio.run(_behaviour(source))
    after = asyncio.run(_behaviour(made.changes[0].after.decode()))
    for old, new in zip(before, after, strict=True):
        # A program that reads what it never set is not worth keeping.
        assert new == old or "UnboundLocalError" in str(old)
