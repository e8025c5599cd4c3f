"""Bodies stay; clauses for HTTPException and validation never ran and still do not."""

import asyncio
import logging
import sys
from types import SimpleNamespace

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from main import app, user


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


async def main():
    logging.getLogger("middleware.error_handler").addHandler(handler := logging.Handler())
    logging.getLogger("middleware.error_handler").propagate = False
    seen = []
    handler.emit = lambda record: seen.append((record.levelname, record.getMessage(), record.exc_info[0]))
    for path, status, body in (
        ("1", 200, '"ana"'),
        ("2", 404, '{"error":"user not found","what":"user"}'),
        ("3", 418, '{"detail":"teapot"}'),
        ("4", 500, '{"error":"Internal server error"}'),
    ):
        answer = await call(app, f"/users/{path}")
        assert (answer.status, answer.body, answer.whole) == (status, body, True), answer
    assert seen == [("ERROR", "Unhandled: secret", RuntimeError)], seen
    answer = await call(app, "/users/x")
    assert answer.status == 422 and answer.body.startswith('{"detail":[{"type":"int_parsing"')
    assert (await call(app, "/nowhere")).body == '{"detail":"Not Found"}'
    answer = await call(app, "/users/2", headers={"Origin": "https://admin.example"})
    assert answer.status == 404
    assert user.get() == "user 2", "what an endpoint sets is not seen outside"


asyncio.run(asyncio.wait_for(main(), 10))
