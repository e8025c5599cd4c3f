"""base-http-middleware: what is found, which route is taken, and what is written."""

from __future__ import annotations

import textwrap

import pytest

from asyncfix import engine
from asyncfix.project import MemoryTree, Module
from asyncfix.rule import Finding
from asyncfix.transforms.base_http_middleware import BaseHttpMiddleware

IMPORT = "from starlette.middleware.base import BaseHTTPMiddleware\n"
PASS_ON = "    async def dispatch(self, request, call_next):\n        return await call_next(request)\n"


def plan(files: dict[str, str], **options: str) -> engine.Plan:
    contents = {path: text.encode() for path, text in files.items()}
    rule = BaseHttpMiddleware(**options)  # type: ignore[arg-type]
    return engine.plan(
        list(contents), lambda path: Module(path, contents[path]), lambda _: [rule], tree=MemoryTree(contents)
    )


def findings(source: str, **files: str) -> list[Finding]:
    made = plan({"m.py": textwrap.dedent(source), **files})
    assert not made.errors
    return made.findings


def written(source: str, **options: str) -> str:
    made = plan({"m.py": textwrap.dedent(source)}, **options)
    assert not made.errors
    assert [change.path for change in made.changes] == ["m.py"], [finding.kept_because for finding in made.kept]
    return made.changes[0].after.decode()


def dispatch(body: str, *, before: str = "") -> str:
    """A module with a middleware of this body."""
    head = "from starlette.responses import JSONResponse, Response\n" + textwrap.dedent(before)
    indented = textwrap.indent(textwrap.dedent(body), " " * 8)
    return (
        f"{IMPORT}{head}\nclass M(BaseHTTPMiddleware):\n    async def dispatch(self, request, call_next):\n{indented}"
    )


def body_of(text: str) -> str:
    """What the new `__call__` does, without its opening."""
    body = text.partition("-> None:\n        if scope")[2].partition("return\n\n")[2]
    return textwrap.dedent(body).strip()


LOOK_ALIKES = {
    "a class of that name that is the project's": (
        f"class BaseHTTPMiddleware: ...\nclass M(BaseHTTPMiddleware):\n{PASS_ON}"
    ),
    "a class of that name from another library": (
        f"from other.middleware import BaseHTTPMiddleware\nclass M(BaseHTTPMiddleware):\n{PASS_ON}"
    ),
    "Django": "class M(MiddlewareMixin):\n    def __call__(self, request): return self.get_response(request)\n",
    "aiohttp": (
        "from aiohttp import web\n@web.middleware\nasync def m(request, handler): return await handler(request)\n"
        "app = web.Application(middlewares=[m])\n"
    ),
    "MCP": (
        "from fastmcp.server.middleware import Middleware\nclass M(Middleware):\n"
        "    async def on_message(self, context, call_next): return await call_next(context)\n"
    ),
    "a bus": (
        "from bus import Bus\nbus = Bus()\n@bus.middleware('http')\n"
        "async def m(request, call_next): return await call_next(request)\n"
    ),
    "Sanic": (
        "from sanic import Sanic\napp = Sanic('x')\n@app.middleware('http')\n"
        "async def m(request, call_next): return await call_next(request)\n"
    ),
    "a parameter that nothing tells about": (
        "def setup(app):\n    @app.middleware('http')\n"
        "    async def m(request, call_next): return await call_next(request)\n"
    ),
    "pure ASGI with a dispatch method": (
        "class M:\n    def __init__(self, app): self.app = app\n"
        + PASS_ON
        + "    async def __call__(self, scope, receive, send): await self.app(scope, receive, send)\n"
    ),
    "a function that nothing registers": "async def m(request, call_next):\n    return await call_next(request)\n",
    "a text and a comment": "x = 'BaseHTTPMiddleware'  # class X(BaseHTTPMiddleware)\n",
    "an annotation and a question": f"{IMPORT}isinstance(1, BaseHTTPMiddleware)\ndef f(x: BaseHTTPMiddleware): ...\n",
}


@pytest.mark.parametrize("source", LOOK_ALIKES.values(), ids=LOOK_ALIKES.keys())
def test_leaves_look_alikes_alone(source: str) -> None:
    assert findings(source) == []


FOUND = {
    "an alias": f"from starlette.middleware.base import BaseHTTPMiddleware as B\nclass M(B):\n{PASS_ON}",
    "the whole module": (
        f"import starlette.middleware.base\nclass M(starlette.middleware.base.BaseHTTPMiddleware):\n{PASS_ON}"
    ),
    "a module": f"from starlette.middleware import base\nclass M(base.BaseHTTPMiddleware):\n{PASS_ON}",
    "an assigned name": f"from starlette.middleware import base\nB = base.BaseHTTPMiddleware\nclass M(B):\n{PASS_ON}",
    "an import inside a function": (
        "def make():\n    from starlette.middleware.base import BaseHTTPMiddleware\n    class M(BaseHTTPMiddleware):\n"
        + textwrap.indent(PASS_ON, "    ")
        + "    return M\n"
    ),
    "an annotated parameter": (
        "from fastapi import FastAPI\ndef setup(app: FastAPI):\n    @app.middleware('http')\n"
        "    async def m(request, call_next): return await call_next(request)\n"
    ),
    "a parameter that gets an application": (
        "from fastapi import FastAPI\ndef setup(server):\n    @server.middleware('http')\n"
        "    async def m(request, call_next): return await call_next(request)\nsetup(FastAPI())\n"
    ),
    "what a factory returns": (
        "from fastapi import FastAPI\ndef make() -> FastAPI: ...\napp = make()\n@app.middleware('http')\n"
        "async def m(request, call_next):\n    return await call_next(request)\n"
    ),
    "the application of an object": (
        "from fastapi import FastAPI\nclass S:\n    def __init__(self):\n        self.app = FastAPI()\n"
        "        @self.app.middleware('http')\n        async def m(request, call_next):\n"
        "            self.n += 1\n            return await call_next(request)\n"
    ),
    "a function in a list of middlewares": (
        "from starlette.applications import Starlette\nfrom starlette.middleware import Middleware\n"
        f"{IMPORT}async def m(request, call_next):\n    return await call_next(request)\n"
        "app = Starlette(middleware=[Middleware(BaseHTTPMiddleware, dispatch=m)])\n"
    ),
    "a function registered by a call": (
        "from fastapi import FastAPI\napp = FastAPI()\nasync def m(request, following):\n"
        "    return await following(request)\napp.middleware('http')(m)\n"
    ),
}


@pytest.mark.parametrize("source", FOUND.values(), ids=FOUND.keys())
def test_rewrites_middlewares_reached_through(source: str) -> None:
    (finding,) = findings(source)
    assert finding.fix is not None
    text = written(source)
    assert "async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:" in text
    assert "Middleware(BaseHTTPMiddleware" not in text


def test_rewrites_a_base_that_the_project_re_exports() -> None:
    base = "from starlette.middleware.base import BaseHTTPMiddleware as Mid\n"
    (finding,) = findings(f"from base import Mid\nclass M(Mid):\n{PASS_ON}", **{"base.py": base})
    assert finding.fix is not None


REPORTED = {
    "a subclass": (f"{IMPORT}class M(BaseHTTPMiddleware):\n{PASS_ON}class N(M):\n{PASS_ON}", "extends it"),
    "several bases": (f"{IMPORT}class M(Mixin, BaseHTTPMiddleware):\n{PASS_ON}", "several bases"),
    "no dispatch": (f"{IMPORT}class M(BaseHTTPMiddleware):\n    pass\n", "no `dispatch` of its own"),
    "a conditional base": (
        (
            "try:\n    from starlette.middleware.base import BaseHTTPMiddleware\nexcept ImportError:\n"
            f"    BaseHTTPMiddleware = object\nclass M(BaseHTTPMiddleware):\n{PASS_ON}"
        ),
        "on a condition",
    ),
    "a time limit as a function": (
        dispatch("return await asyncio.wait_for(call_next(request), 1)", before="import asyncio"),
        "handed on",
    ),
    "a time limit as a block": (
        dispatch("async with asyncio.timeout(1):\n    return await call_next(request)", before="import asyncio"),
        "may cancel it",
    ),
    "a retry": (
        dispatch("for _ in range(3):\n    response = await call_next(request)\nreturn response"),
        "in a loop",
    ),
    "a return from within a try that follows": (
        dispatch(
            "response = await call_next(request)\ntry:\n    if not wanted():\n        return response\n"
            "    response.headers['x'] = renew()\nexcept Exception:\n    log()\nreturn response"
        ),
        "from within a `try`",
    ),
    "another response afterwards": (
        dispatch(
            "response = await call_next(request)\nif response.status_code == 404:\n"
            "    return Response()\nreturn response"
        ),
        "returns another response",
    ),
    "the body of the response": (
        dispatch("response = await call_next(request)\nlog(response.body_iterator)\nreturn response"),
        "the body of the response",
    ),
    "a helper that gets the response": (
        dispatch("response = await call_next(request)\nself.note(response)\nreturn response"),
        "is handed to `self.note`",
    ),
    "a background task": (
        dispatch("response = await call_next(request)\nresponse.background = None\nreturn response"),
        "background",
    ),
    "a stream of the request": (
        dispatch("async for _ in request.stream():\n    pass\nreturn await call_next(request)"),
        "the body of the request",
    ),
    "a helper that may read the body": (
        dispatch("await check(request)\nreturn await call_next(request)", before="from other import check"),
        "may read its body",
    ),
    "what a finally computes": (
        dispatch(
            "try:\n    response = await call_next(request)\nfinally:\n    took = 1\n"
            "response.headers['t'] = took\nreturn response"
        ),
        "after the `finally`",
    ),
    "what a with computes": (
        dispatch(
            "with timer() as t:\n    response = await call_next(request)\n"
            "response.headers['t'] = t.took\nreturn response"
        ),
        "after the `with`",
    ),
    "a reset in a branch": (
        dispatch(
            "token = var.set(1)\nresponse = await call_next(request)\nif token:\n    var.reset(token)\nreturn response",
            before="from contextvars import ContextVar\nvar = ContextVar('var')",
        ),
        "resets a context variable in a branch",
    ),
    "an error raised afterwards": (
        dispatch(
            "response = await call_next(request)\nif not response.headers:\n    raise ValueError\nreturn response"
        ),
        "raises after",
    ),
    "super in a helper": (
        f"{IMPORT}class M(BaseHTTPMiddleware):\n    def x(self):\n        return super().x()\n{PASS_ON}",
        "uses `super()`",
    ),
    "an f-string that prints code": (
        dispatch("response = await call_next(request)\nlog(f'{response.status_code=}')\nreturn response"),
        "f-string",
    ),
    "a dispatch that a test calls": (
        f"{IMPORT}class M(BaseHTTPMiddleware):\n{PASS_ON}async def test(r, n):\n    await M(None).dispatch(r, n)\n",
        "may be called on its own",
    ),
    "a dispatch that a test patches": (
        f"{IMPORT}class M(BaseHTTPMiddleware):\n{PASS_ON}def test():\n    with patch('m.M.dispatch'): ...\n",
        "`dispatch` is replaced by name",
    ),
    "arguments that are passed on unseen": (
        f"{IMPORT}class M(BaseHTTPMiddleware):\n    def __init__(self, app, *a):\n        super().__init__(app, *a)\n"
        + PASS_ON,
        "hands more than `app`",
    ),
    "a loop that goes on after an error": (
        dispatch(
            "while True:\n    try:\n        return await call_next(request)\n    except OSError:\n        log('again')"
        ),
        "is awaited in a loop",
    ),
    "a status that changes behind the variable's back": (
        dispatch(
            "response = None\ntry:\n    response = await call_next(request)\n    response.status_code = 299\n"
            "    return response\nfinally:\n    log(response.status_code if response else 500)"
        ),
        "is used as an object",
    ),
    "a response that a finally hands on": (
        dispatch(
            "response = None\ntry:\n    response = await call_next(request)\n    return response\n"
            "finally:\n    log(response.status_code if response else 500, response or 'none')"
        ),
        "is used as an object",
    ),
    "a name that is mangled in a class": (
        (
            "from fastapi import FastAPI\napp = FastAPI()\n@app.middleware('http')\n"
            "async def m(request, call_next):\n    __hit()\n    return await call_next(request)\n"
        ),
        "`__hit` on line 5 would be another name",
    ),
}


@pytest.mark.parametrize(("source", "reason"), REPORTED.values(), ids=REPORTED.keys())
def test_reports(source: str, reason: str) -> None:
    first, *_ = findings(source)
    assert first.fix is None
    assert reason in (first.kept_because or "")


def test_rewrites_without_a_wrapper_where_nothing_follows() -> None:
    assert body_of(written(dispatch("return await call_next(request)"))) == "await self.app(scope, receive, send)"


def test_rewrites_early_answers_and_branches() -> None:
    text = written(
        dispatch(
            """\
            if request.method == "GET":
                return await call_next(request)
            if request.headers.get("x"):
                return JSONResponse({}, 401)  # no
            return await call_next(request)
            """
        )
    )
    assert body_of(text) == textwrap.dedent(
        """\
        request = Request(scope, receive)

        if request.method == "GET":
            await self.app(scope, receive, send)
            return
        if request.headers.get("x"):
            response = JSONResponse({}, 401)  # no
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)"""
    )


def test_guards_what_answers_errors_and_shares_names() -> None:
    text = written(
        dispatch(
            """\
            status = 500
            try:
                response = await call_next(request)
                status = response.status_code
            except ValueError:
                return JSONResponse({}, 400)
            finally:
                log(status)
            response.headers["x"] = "y"
            return response
            """
        )
    )
    assert body_of(text) == textwrap.dedent(
        """\
        status = 500
        response_started = False

        async def send_wrapper(message: Message) -> None:
            nonlocal status, response_started
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                headers = MutableHeaders(scope=message)
                status = message["status"]
                response_started = True
                headers["x"] = "y"
            await send(message)

        try:
            await self.app(scope, receive, send_wrapper)
        except ValueError:
            if response_started:
                raise
            response = JSONResponse({}, 400)
            await response(scope, receive, send)
        finally:
            log(status)"""
    )


def test_resets_context_variables_outside_of_the_wrapper() -> None:
    text = written(
        dispatch(
            """\
            token = var.set(1)
            response = await call_next(request)
            response.headers["x"] = var.get()
            var.reset(token)
            return response
            """,
            before="from contextvars import ContextVar\nvar = ContextVar('var')",
        )
    )
    assert body_of(text).endswith("await self.app(scope, receive, send_wrapper)\nvar.reset(token)")


def test_quotes_the_status_so_that_older_pythons_can_read_it() -> None:
    text = written(dispatch('response = await call_next(request)\nlog(f"{response.status_code}")\nreturn response'))
    assert "log(f\"{message['status']}\")" in text


def test_spells_types_otherwise_where_their_names_are_taken() -> None:
    text = written(
        dispatch(
            "response = await call_next(request)\nresponse.headers['x'] = request.url.path\nreturn response",
            before="from models import Message, Request",
        )
    )
    assert "from starlette.types import Message as ASGIMessage" in text
    assert "request = StarletteRequest(scope, receive)" in text


def test_avoids_the_names_of_locals() -> None:
    text = written(
        dispatch(
            "scope = request.scope\nmessage = headers = 1\nresponse = await call_next(request)\n"
            "response.headers['x'] = message\nreturn response"
        )
    )
    assert "async def __call__(self, asgi_scope: Scope, receive: Receive, send: Send)" in text
    assert "headers_2 = MutableHeaders(scope=asgi_message)" in text


def test_rewrites_the_constructor_in_place() -> None:
    text = written(
        f"{IMPORT}class M(BaseHTTPMiddleware):\n    def __init__(self, app, *, key):\n        self.key = key\n"
        f"        super().__init__(app)  # the base\n\n{PASS_ON}"
    )
    assert "        self.key = key\n        self.app = app  # the base\n" in text


def test_keeps_line_ends_and_tabs() -> None:
    source = f"{IMPORT}class M(BaseHTTPMiddleware):\n{PASS_ON}".replace("    ", "\t").replace("\n", "\r\n")
    made = plan({"m.py": source}).changes[0].after
    assert made.count(b"\n") == made.count(b"\r\n")
    assert b"\r\n\t\tawait self.app(scope, receive, send)\r\n" in made


def test_adds_the_class_where_the_decorator_stood() -> None:
    text = written(
        """\
        from fastapi import FastAPI, Request

        app = FastAPI()
        app.add_middleware(First)


        @app.middleware("http")
        async def add_time(request: Request, call_next):
            \"\"\"Adds the time.\"\"\"
            return await call_next(request)


        app.add_middleware(Last)
        """
    )
    assert 'class AddTimeMiddleware:\n    """Adds the time."""\n' in text
    order = [text.index(f"add_middleware({name})") for name in ("First", "AddTimeMiddleware", "Last")]
    assert order == sorted(order)


ERRORS = '''\
from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware

from app.errors import AppError, NotFound


class ErrorMiddleware(BaseHTTPMiddleware):
    """Errors as responses."""

    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        # not there
        except NotFound as e:
            return JSONResponse({"path": request.url.path}, status_code=404)
        except AppError as e:
            return self.answer(e)
        except Exception:
            return JSONResponse({}, status_code=500)

    def answer(self, e):
        return JSONResponse({"detail": str(e)}, status_code=400)
'''
MAIN = """\
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app import ErrorMiddleware as Errors

app = FastAPI()
app.add_middleware(CORSMiddleware)
app.add_middleware(Errors)  # last
"""
PROJECT = {
    "app/__init__.py": 'from .errors_middleware import ErrorMiddleware\n\n__all__ = ["ErrorMiddleware"]\n',
    "app/errors.py": "class AppError(Exception): ...\n\n\nclass NotFound(AppError): ...\n",
    "app/errors_middleware.py": ERRORS,
    "main.py": MAIN,
}


def routes(files: dict[str, str], **options: str) -> str:
    """The route that the one middleware takes, with the reason for pure ASGI."""
    made = plan(files, **options)
    assert not made.errors
    (finding,) = made.fixed
    kept = [note.partition("because ")[2].partition(";")[0] for note in finding.notes if "kept as pure ASGI" in note]
    texts = "".join(change.after.decode() for change in made.changes)
    return f"asgi: {kept[0]}" if kept else "handlers" if "add_exception_handler" in texts else "asgi"


def test_rewrites_error_handlers_and_their_call_sites_in_all_files() -> None:
    made = {change.path: change.after.decode() for change in plan(PROJECT).changes}
    assert made["main.py"].endswith("register_exception_handlers(app)  # last\n")
    assert "from app import register_exception_handlers\n" in made["main.py"]
    assert made["app/__init__.py"] == (
        'from .errors_middleware import register_exception_handlers\n\n__all__ = ["register_exception_handlers"]\n'
    )
    assert made["app/errors_middleware.py"].partition("\n\n\n")[2] == textwrap.dedent(
        '''\
        # not there
        async def handle_not_found(request: Request, e: NotFound) -> JSONResponse:
            return JSONResponse({"path": request.url.path}, status_code=404)


        async def handle_app_error(request: Request, e: AppError):
            return answer(e)


        async def handle_exception(request: Request, exc: Exception) -> JSONResponse:
            return JSONResponse({}, status_code=500)


        def answer(e):
            return JSONResponse({"detail": str(e)}, status_code=400)


        def register_exception_handlers(app: FastAPI) -> None:
            """Errors as responses."""
            app.add_exception_handler(NotFound, handle_not_found)
            app.add_exception_handler(AppError, handle_app_error)
            app.add_exception_handler(Exception, handle_exception)
        '''
    )


def test_the_options_decide_the_route() -> None:
    outside = PROJECT | {"main.py": f"{MAIN}app.add_middleware(CORSMiddleware)\n"}
    assert routes(PROJECT) == "handlers"
    assert routes(PROJECT, catch_all="asgi") == "asgi"
    assert routes(outside) == "asgi: CORSMiddleware is outside it"
    assert routes(outside, catch_all="handlers") == "handlers"


UNIT = MAIN.replace(
    "app = FastAPI()\n",
    "class Unit:\n    async def __call__(self, scope, receive, send):\n{}app = FastAPI()\napp.add_middleware(Unit)\n",
)
VARIED = {
    "cors outside": (MAIN + "app.add_middleware(CORSMiddleware)\n", ERRORS, "CORSMiddleware is outside it"),
    "cors from a function called later": (
        f"{MAIN}def cors(a):\n    a.add_middleware(CORSMiddleware)\ncors(app)\n",
        ERRORS,
        "CORSMiddleware is outside it",
    ),
    "an existing handler": (
        f"{MAIN}@app.exception_handler(500)\nasync def f(r, e): ...\n",
        ERRORS,
        "the app has a handler for Exception",
    ),
    "debug": (MAIN.replace("FastAPI()", "FastAPI(debug=DEBUG)"), ERRORS, "the app may run with debug=True"),
    "a clause that raises again": (
        MAIN,
        ERRORS.replace("return self.answer(e)", "raise"),
        "a clause re-raises",
    ),
    "a low catch-all": (MAIN, ERRORS.replace("{}, status_code=500", "{}, status_code=e.status"), "with less than 500"),
    "arguments that nothing names": (
        MAIN.replace("(Errors)", "(Errors, a=1)"),
        ERRORS,
        "other arguments than its constructor names",
    ),
    "another use": (f"{MAIN}print(Errors)\n", ERRORS, "in other ways than by `add_middleware`"),
    "handlers that are not known": (
        f"{MAIN}for kind, f in HANDLERS: app.add_exception_handler(kind, f)\n",
        ERRORS,
        "not known what has a handler",
    ),
    "one inside that commits": (
        UNIT.format("        await self.app(scope, receive, send)\n        await scope['db'].commit()\n"),
        ERRORS,
        "Unit inside it awaits `scope['db'].commit` once there is a response",
    ),
    "one inside that is a unit of work": (
        UNIT.format("        async with begin():\n            await self.app(scope, receive, send)\n"),
        ERRORS,
        "Unit inside it has a `with` around what it calls",
    ),
    "an unknown order": (
        MAIN,
        ERRORS.replace(
            "from app.errors import AppError, NotFound", "from lib import NotFound\nfrom lib2 import AppError"
        ),
        "the order of its clauses may matter",
    ),
}


@pytest.mark.parametrize(("main", "errors", "reason"), VARIED.values(), ids=VARIED.keys())
def test_keeps_an_error_handler_a_middleware_with(main: str, errors: str, reason: str) -> None:
    assert reason in routes(PROJECT | {"main.py": main, "app/errors_middleware.py": errors})


def test_does_not_register_what_never_ran() -> None:
    errors = ERRORS.replace("AppError as e", "HTTPException as e").replace(
        "import Request", "import HTTPException, Request"
    )
    made = plan(PROJECT | {"app/errors_middleware.py": errors})
    text = next(change.after.decode() for change in made.changes if change.path == "app/errors_middleware.py")
    assert "    # app.add_exception_handler(HTTPException, handle_http_exception)\n" in text
    assert any("except HTTPException never ran" in note for note in made.fixed[0].notes)


def test_drops_shadowed_clauses() -> None:
    errors = ERRORS.replace("NotFound as e", "LookupError as e").replace("AppError as e", "KeyError as e")
    made = plan(PROJECT | {"app/errors_middleware.py": errors})
    text = next(change.after.decode() for change in made.changes if change.path == "app/errors_middleware.py")
    assert "KeyError" not in text
    assert any("except KeyError was unreachable behind LookupError" in note for note in made.fixed[0].notes)


def test_guards_handlers_from_websockets() -> None:
    main = f'{MAIN}\n\n@app.websocket("/ws")\nasync def ws(websocket): ...\n'
    made = plan(PROJECT | {"main.py": main})
    text = next(change.after.decode() for change in made.changes if change.path == "app/errors_middleware.py")
    assert text.count('    if request.scope["type"] != "http":\n        raise e') == 3


def module_of(errors: str, main: str) -> dict[str, str]:
    """The new texts of a module with an error handler and of the one that adds it."""
    made = plan({"errors.py": errors, "main.py": main})
    assert not made.errors
    return {change.path: change.after.decode() for change in made.changes}


ADDED = "from fastapi import FastAPI\nfrom errors import Errors\napp = FastAPI()\napp.add_middleware(Errors)\n"
STATEFUL = '''\
from fastapi import Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class Errors(BaseHTTPMiddleware):
    """Errors of one service."""

    def __init__(self, app, service: str, show: bool = False):
        super().__init__(app)
        self.service = service
        self.prefix = f"{service}: "
        self.show = show

    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except ValueError as error:
            return JSONResponse({"error": self.text(error), "show": self.show}, status_code=400)

    def text(self, error):
        return self.prefix + str(error)
'''


def test_closes_handlers_over_what_the_constructor_took() -> None:
    main = ADDED.replace("(Errors)", "(Errors, service='a')")
    made = module_of(STATEFUL, main)
    assert made["main.py"].endswith("register_exception_handlers(app, service='a')\n")
    assert made["errors.py"].partition("\n\n\n")[2] == textwrap.dedent(
        '''\
        def register_exception_handlers(app: FastAPI, *, service: str, show: bool = False) -> None:
            """Errors of one service."""
            prefix = f"{service}: "

            async def handle_value_error(request: Request, error: ValueError) -> JSONResponse:
                return JSONResponse({"error": text(error), "show": show}, status_code=400)

            def text(error):
                return prefix + str(error)

            app.add_exception_handler(ValueError, handle_value_error)
        '''
    )


PLAIN = """\
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.middleware.base import BaseHTTPMiddleware


class Errors(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        try:
            return await call_next(request)
        except ValueError:
            return JSONResponse({}, status_code=400)
"""


def test_takes_the_middleware_out_of_the_list_of_an_application() -> None:
    main = textwrap.dedent(
        """\
        from fastapi import FastAPI
        from starlette.middleware import Middleware
        import errors
        app = FastAPI(middleware=[Middleware(errors.Errors), Middleware(Other)])
        """
    )
    assert module_of(PLAIN, main)["main.py"].endswith(
        "app = FastAPI(middleware=[Middleware(Other)])\nerrors.register_exception_handlers(app)\n"
    )


def test_joins_a_function_that_every_application_is_given_to() -> None:
    known = (
        "\n\ndef register_exception_handlers(app: FastAPI) -> None:\n    app.add_exception_handler(KeyError, on_key)\n"
    )
    main = textwrap.dedent(
        """\
        from fastapi import FastAPI
        from errors import Errors, register_exception_handlers
        app = FastAPI()
        app.add_middleware(Errors)
        register_exception_handlers(app)
        """
    )
    made = module_of(PLAIN + known, main)
    assert made["errors.py"].endswith(f"{known}    app.add_exception_handler(ValueError, handle_value_error)\n")
    assert "add_middleware" not in made["main.py"]
    assert "from errors import register_exception_handlers\n" in made["main.py"]


def test_registers_a_catch_all_for_the_types_that_it_tells_apart() -> None:
    errors = PLAIN.replace(
        "except ValueError:\n            return JSONResponse({}, status_code=400)",
        "except Exception as e:\n            if isinstance(e, (KeyError, ValueError)):\n"
        "                return JSONResponse({}, status_code=404)\n"
        "            return JSONResponse({}, status_code=500)",
    )
    text = module_of(errors, ADDED)["errors.py"]
    for kind in ("KeyError", "ValueError", "Exception"):
        assert f"    app.add_exception_handler({kind}, handle_exception)\n" in text


def test_hands_a_body_that_was_read_to_the_application_again() -> None:
    text = written(dispatch("log(await request.body())\nreturn await call_next(request)"))
    assert body_of(text) == textwrap.dedent(
        """\
        received: list[Message] = []

        async def receive_recorded() -> Message:
            message = await receive()
            received.append(message)
            return message

        async def receive_again() -> Message:
            return received.pop(0) if received else await receive()

        request = Request(scope, receive_recorded)

        log(await request.body())
        await self.app(scope, receive_again, send)"""
    )


def test_sets_cookies_on_the_headers_of_the_message() -> None:
    text = written(dispatch("response = await call_next(request)\nresponse.set_cookie('a', 'b')\nreturn response"))
    assert "                cookies = Response()\n                cookies.raw_headers = headers.raw\n" in text
    assert "                cookies.set_cookie('a', 'b')\n" in text


def test_keeps_the_self_of_the_code_around_a_function_apart() -> None:
    text = written(FOUND["the application of an object"])
    assert "        owner = self\n" in text
    assert "                owner.n += 1\n                await self.app(scope, receive, send)\n" in text
    assert "        self.app.add_middleware(MMiddleware)\n" in text


def test_keeps_imports_that_other_files_take_from_there() -> None:
    made = plan(
        {"m.py": f"{IMPORT}class M(BaseHTTPMiddleware):\n{PASS_ON}", "n.py": "from m import BaseHTTPMiddleware\n"}
    )
    assert made.changes[0].after.decode().startswith(IMPORT)


def test_quotes_strings_as_the_file_does() -> None:
    text = written(dispatch("log('a', 'b')\nreturn await call_next(request)"))
    assert "if scope['type'] != 'http':" in text


def test_unfolds_an_assignment_inside_a_condition() -> None:
    text = written(
        dispatch("if (got := await call_next(request)).status_code > 400:  # bad\n    log(got.headers)\nreturn got")
    )
    assert '                if message["status"] > 400:  # bad\n                    log(headers)\n' in text


def test_says_what_compression_outside_of_it_does() -> None:
    wrapped = "from fastapi import FastAPI\nfrom starlette.middleware.gzip import GZipMiddleware\n" + dispatch(
        "return await call_next(request)"
    )
    inside, outside = "app.add_middleware(GZipMiddleware)\n", "app.add_middleware(M)\n"
    (found,) = findings(f"{wrapped}\napp = FastAPI()\n{outside}{inside}")
    assert any("GZipMiddleware outside of it now gets bodies whole" in note for note in found.notes)
    (found,) = findings(f"{wrapped}\napp = FastAPI()\n{inside}{outside}")
    assert not any("GZipMiddleware" in note for note in found.notes)


def test_keeps_the_status_for_a_finally_in_a_variable() -> None:
    text = written(
        dispatch(
            "response = None\ntry:\n    response = await call_next(request)\n    return response\n"
            "finally:\n    log(response.status_code if response else 500, getattr(response, 'status_code', 0))"
        )
    )
    assert "        response_status: int | None = None\n" in text
    assert "                response_status = message['status']\n" in text
    assert "            log(response_status if response_status else 500, response_status or 0)" in text


def test_asks_the_variable_where_only_the_truth_of_the_response_counts() -> None:
    text = written(
        dispatch(
            "response = None\nslow = late()\ntry:\n    response = await call_next(request)\n    return response\n"
            "finally:\n    if slow and response or not (response or slow):\n        log((slow and response) and 'bad')"
        )
    )
    assert "if slow and response_status or not (response_status or slow):" in text
    assert "log((slow and response_status) and 'bad')" in text


def test_makes_a_choice_between_an_answer_and_call_next_an_if() -> None:
    text = written(dispatch("# known or not\nreturn await call_next(request) if known else Response(status_code=401)"))
    assert body_of(text) == textwrap.dedent(
        """\
        # known or not
        if known:
            await self.app(scope, receive, send)
            return
        response = Response(status_code=401)
        await response(scope, receive, send)"""
    )


GOT_OTHERWISE = {
    "a method": "class S:\n    async def log(self, request, call_next):\n        return await call_next(request)\n"
    "app.middleware('http')(S().log)\n",
    "a partial": "import functools\nasync def log(name, request, call_next):\n    return await call_next(request)\n"
    "app.middleware('http')(functools.partial(log, 'n'))\n",
    "what a function returns": "def make():\n    async def log(request, call_next):\n"
    "        return await call_next(request)\n    return log\napp.middleware('http')(make())\n",
    "an object": "class S:\n    async def __call__(self, request, call_next):\n"
    "        return await call_next(request)\napp.middleware('http')(S())\n",
}


@pytest.mark.parametrize("code", GOT_OTHERWISE.values(), ids=GOT_OTHERWISE.keys())
def test_reports_a_function_that_an_application_gets_as(code: str) -> None:
    (found,) = findings(f"from fastapi import FastAPI\napp = FastAPI()\n{code}")
    assert found.fix is None
    assert " an application " in f" {found.kept_because}"
    assert not findings(f"from buses import Bus\napp = Bus()\n{code}")


@pytest.mark.parametrize(
    "made", ["app.middleware('http')(B().log)", "b = B()\napp.middleware('http')(b.log)", "hand_over(app, B())"]
)
def test_reports_the_method_of_the_class_that_the_object_is_made_of(made: str) -> None:
    log = "    async def log(self, request, call_next):\n        return await call_next(request)\n"
    handing = "def hand_over(app: FastAPI, service):\n    app.middleware('http')(service.log)\n"
    head = f"from fastapi import FastAPI\napp = FastAPI()\nclass A:\n{log}class B:\n{log}{handing}"
    lines = [found.span.line for found in findings(f"{head}{made}\n")]
    assert lines == ([] if "hand_over" in made else [7])


def test_speaks_of_mounted_applications_only() -> None:
    main = MAIN + "app.mount('/sub', sub)\n"
    for sub, is_told in (("FastAPI()", True), ("raw", False)):
        made = plan(PROJECT | {"main.py": main.replace("app = FastAPI()", f"app = FastAPI()\nsub = {sub}")})
        notes = [note for finding in made.findings for note in finding.notes]
        assert any("mounted application sub" in note for note in notes) is is_told
