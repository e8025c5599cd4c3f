"""Bodies stay; clauses for HTTPException and validation never ran and still do not."""

import asyncio
import logging
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call
from main import app, user


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
