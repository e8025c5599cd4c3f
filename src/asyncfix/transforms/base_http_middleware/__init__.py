"""The rule base-http-middleware: middlewares on top of Starlette's BaseHTTPMiddleware."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from asyncfix.rule import Finding, Rule
from asyncfix.transforms.base_http_middleware.gate import may_hold

if TYPE_CHECKING:
    from asyncfix.project import Module, Project


@dataclass(frozen=True)
class BaseHttpMiddleware(Rule):
    """A middleware on BaseHTTPMiddleware runs the endpoint in another task, behind a copy of the response's stream.

    ## What breaks

    `call_next` runs the rest of the application in a task of its own and pumps the response through a queue.

        class RequestLog(BaseHTTPMiddleware):
            async def dispatch(self, request, call_next):
                response = await call_next(request)
                logger.info("%s %s", current_user.get(), response.status_code)
                return response

    A context variable that the endpoint sets is not set here. `request.is_disconnected()` in an endpoint never becomes
    true, so long polls and event streams never end. What is keyed by the current task, as `async_scoped_session` is,
    is another one inside and outside: a commit in the middleware commits nothing. A stream that fails half-way is
    ended as if it were complete. Before Starlette 0.49 the traceback of an error that a middleware logs begins with
    the queue:

        anyio.EndOfStream

        During handling of the above exception, another exception occurred:

    ## What asyncfix writes

    A pure ASGI middleware of the same name, with the same constructor, in the same place of the stack: what came
    before `call_next` runs before the application, what came after it runs when the response starts, in a wrapper of
    `send`; `except`, `finally` and `with` stand around the application. A decorated function becomes a class, added
    where the decorator stood. A body that the middleware has read is handed to the application again. Statuses,
    headers, bodies and their order stay as they were.

    A middleware that only turns errors into responses becomes exception handlers and a function
    `register_exception_handlers(app)`, with the calls of `add_middleware` in other files rewritten, where errors are
    answered as before: with CORS or another middleware outside of a catch-all, a handler of the application for the
    same error, a clause that raises again and the like it becomes pure ASGI too (`catch-all = "handlers"` or `"asgi"`
    decide for all). A middleware inside of it then sees its answers, and may add its headers to them: a note says so.

    Errors after the response has started are no longer hidden, and a `finally` around `call_next` now runs after the
    whole response and its background tasks.

    ## What it leaves alone

    Reported, not rewritten: middlewares that read or replace the body of the response, read a stream or a form from
    the request, return another response or raise after `call_next`, hand the response to other code or test it as an
    object, put `call_next` under a timeout, into a task or a loop that may call it again, and classes with several
    bases, subclasses, an inherited or decorated `dispatch`, or a `dispatch` that other code calls or replaces; and
    functions that an application gets as a method, a partial, an object or from another function.
    Silent: pure ASGI middlewares, classes of that name that are not Starlette's, and `middleware("http")` of other
    frameworks.
    """

    name: ClassVar[str] = "base-http-middleware"
    needles: ClassVar[tuple[bytes, ...]] = (b"BaseHTTPMiddleware", b"middleware", b"Middleware", b"await")
    option_help: ClassVar[dict[str, str]] = {
        "catch_all": "what a middleware that only turns errors into responses becomes: exception handlers where errors"
        " are answered as before, exception handlers wherever they fit, or a pure ASGI middleware",
    }

    catch_all: Literal["auto", "handlers", "asgi"] = "auto"

    def may_hold(self, data: bytes) -> bool:
        return may_hold(data)

    def detect(self, module: Module, project: Project) -> Iterator[Finding]:
        # Few files get here: the others need not pay for the import.
        from asyncfix.transforms.base_http_middleware.finding import findings

        yield from findings(module, project, self)
