"""The status that a `finally` logs, with and without a response, and with one that a clause made."""

import asyncio
import sys
from types import SimpleNamespace

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from main import app
from starlette.responses import PlainTextResponse


async def call(app, path="/", method="GET", headers=None, body=b"", spec="2.4"):
    """What a client gets of one request, and the error a server would log."""
    path, _, query = path.partition("?")
    fields = [(b"host", b"test"), *((key.lower().encode(), value.encode()) for key, value in (headers or {}).items())]
    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": spec}, "http_version": "1.1", "method": method,
             "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
             "headers": fields, "client": ("10.0.0.9", 4711), "server": ("test", 80)}  # fmt: skip
    left, sent, error = [{"type": "http.request", "body": body, "more_body": False}], [], None

    async def receive():
        return left.pop() if left else await asyncio.Event().wait()  # the client stays

    async def send(message):
        sent.append(message)

    try:
        await app(scope, receive, send)
    except Exception as raised:
        error = raised
    start, *rest = sent
    headers = {}
    for key, value in start.get("headers", []):
        name = key.decode().lower()
        headers[name] = f"{headers[name]}, {value.decode()}" if name in headers else value.decode()
    content = b"".join(message.get("body", b"") for message in rest).decode(errors="replace")
    whole = bool(rest) and not rest[-1].get("more_body", False)
    return SimpleNamespace(status=start["status"], headers=headers, body=content, whole=whole, error=error)


async def same_task(app, path="/probe", headers=None):
    """Whether an endpoint runs in the task of the server, where BaseHTTPMiddleware gives it another."""
    seen = []

    async def probe(request):
        seen.append(asyncio.current_task())
        return PlainTextResponse("seen")

    app.add_route(path, probe)
    await call(app, path, headers=headers)
    return seen == [asyncio.current_task()]


async def main():
    from main import seen

    for path, status, expected in (
        ("/ok", 200, [200, ("audit", 200)]),
        ("/missing", 404, ["bad", 404, ("audit", 404)]),
        ("/key", 404, ["bad", 404, ("audit", 404)]),
        ("/boom", 500, [True, "none", 500, ("audit", 500)]),
    ):
        seen.clear()
        answer = await call(app, path)
        assert (answer.status, seen) == (status, expected), (path, answer, seen)
        assert answer.headers.get("x-seen") == ("yes" if path in ("/ok", "/missing") else None)
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
