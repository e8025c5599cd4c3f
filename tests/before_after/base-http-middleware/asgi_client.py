"""What the behaviours of this rule ask apps with: bare ASGI, which hides nothing of what is sent."""

import asyncio
from types import SimpleNamespace

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
