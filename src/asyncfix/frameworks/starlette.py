"""What Starlette and FastAPI call their applications, middlewares, responses and errors."""

from __future__ import annotations

BASES = frozenset({"starlette.middleware.base.BaseHTTPMiddleware"})
MIDDLEWARE = frozenset({"starlette.middleware.Middleware", "fastapi.middleware.Middleware"})

APPS = frozenset(
    {"fastapi.FastAPI", "fastapi.applications.FastAPI", "starlette.applications.Starlette"}
    # Subclasses of FastAPI in other packages.
    | {"nicegui.App", "nicegui.app.App"}
)
KNOWN_APPS = frozenset({"nicegui.app", "nicegui.core.app"})
"""Applications that a library makes itself."""

REQUESTS = frozenset(
    {"starlette.requests.Request", "fastapi.Request", "fastapi.requests.Request", "starlette.middleware.base.Request"}
)

PLAIN_RESPONSES = frozenset(
    {"starlette.responses.Response", "fastapi.responses.Response", "fastapi.Response"}
    | {"starlette.middleware.base.Response"}
)
STREAMED = frozenset(
    f"{module}.responses.{name}"
    for module in ("starlette", "fastapi")
    for name in ("FileResponse", "StreamingResponse")
)
"""Responses that may fail while they are sent."""
RESPONSES = (
    frozenset(
        f"{module}.{name}"
        for module in ("starlette.responses", "fastapi.responses")
        for name in (
            "FileResponse HTMLResponse JSONResponse ORJSONResponse PlainTextResponse RedirectResponse Response"
            " StreamingResponse UJSONResponse"
        ).split()
    )
    | PLAIN_RESPONSES
)

WEBSOCKET_ROUTES = frozenset({"websocket", "websocket_route", "add_api_websocket_route", "add_websocket_route"})
"""Methods of applications and routers that add a websocket route; the class is `WebSocketRoute`."""

HTTP_EXCEPTIONS = frozenset(
    {"starlette.exceptions.HTTPException", "fastapi.HTTPException", "fastapi.exceptions.HTTPException"}
)
VALIDATION_ERRORS = frozenset(
    {f"fastapi.exceptions.{name}" for name in ("RequestValidationError", "WebSocketRequestValidationError")}
)
HANDLED = HTTP_EXCEPTIONS | VALIDATION_ERRORS
"""Errors for which every FastAPI application has a handler: they never get as far as a middleware."""

PARENTS = {
    "fastapi.HTTPException": "starlette.exceptions.HTTPException",
    "fastapi.exceptions.HTTPException": "starlette.exceptions.HTTPException",
    "starlette.exceptions.HTTPException": "builtins.Exception",
    "fastapi.exceptions.RequestValidationError": "builtins.Exception",
    "fastapi.exceptions.WebSocketRequestValidationError": "builtins.Exception",
    "fastapi.exceptions.ResponseValidationError": "builtins.Exception",
    "starlette.requests.ClientDisconnect": "builtins.Exception",
    "starlette.websockets.WebSocketDisconnect": "builtins.Exception",
    "fastapi.WebSocketDisconnect": "builtins.Exception",
}
"""The base of an exception class that matters for the choice of a handler."""

TIME_LIMITS = frozenset(
    {"asyncio.timeout", "asyncio.timeout_at", "async_timeout.timeout", "async_timeout.timeout_at", "anyio.CancelScope"}
    | {f"anyio.{name}" for name in ("fail_after", "move_on_after", "create_task_group")}
    | {"asyncio.TaskGroup"}
)
"""Context managers that may cancel what runs inside them, or wait for other tasks."""

BODY_METHODS = frozenset({"body", "json", "form", "stream"})
"""Methods of a request that read its body."""

READING_NO_BODY = frozenset(
    {
        "fastapi.exception_handlers.http_exception_handler",
        "fastapi.exception_handlers.request_validation_exception_handler",
    }
)
"""Coroutine functions that get a request and leave its body alone."""
