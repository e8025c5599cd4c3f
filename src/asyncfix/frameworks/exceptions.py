"""The bases of exception classes that web applications catch, by dotted names; what is not here is not known."""

from __future__ import annotations


def _below(base: str, module: str, names: str) -> dict[str, str]:
    return {f"{module}.{name}": base for name in names.split()}


_SQLALCHEMY = (
    _below("builtins.Exception", "sqlalchemy.exc", "SQLAlchemyError")
    | _below(
        "sqlalchemy.exc.SQLAlchemyError",
        "sqlalchemy.exc",
        "ArgumentError CompileError DisconnectionError InvalidRequestError StatementError TimeoutError",
    )
    | _below(
        "sqlalchemy.exc.InvalidRequestError",
        "sqlalchemy.exc",
        "MultipleResultsFound NoResultFound PendingRollbackError ResourceClosedError",
    )
    | _below("sqlalchemy.exc.StatementError", "sqlalchemy.exc", "DBAPIError")
    | _below("sqlalchemy.exc.DBAPIError", "sqlalchemy.exc", "DatabaseError InterfaceError")
    | _below(
        "sqlalchemy.exc.DatabaseError",
        "sqlalchemy.exc",
        "DataError IntegrityError InternalError NotSupportedError OperationalError ProgrammingError",
    )
    | {
        "sqlalchemy.orm.exc.NoResultFound": "sqlalchemy.exc.NoResultFound",
        "sqlalchemy.orm.exc.MultipleResultsFound": "sqlalchemy.exc.MultipleResultsFound",
    }
)

_HTTPX = (
    _below("builtins.Exception", "httpx", "HTTPError InvalidURL")
    | _below("httpx.HTTPError", "httpx", "HTTPStatusError RequestError")
    | _below("httpx.RequestError", "httpx", "DecodingError TooManyRedirects TransportError")
    | _below("httpx.TransportError", "httpx", "NetworkError ProtocolError ProxyError TimeoutException")
    | _below("httpx.TimeoutException", "httpx", "ConnectTimeout PoolTimeout ReadTimeout WriteTimeout")
    | _below("httpx.NetworkError", "httpx", "CloseError ConnectError ReadError WriteError")
)

_TOKENS = {
    module_and_name: base
    for module in ("jwt", "jwt.exceptions")
    for module_and_name, base in (
        _below("builtins.Exception", module, "PyJWTError")
        | _below(f"{module}.PyJWTError", module, "InvalidKeyError InvalidTokenError PyJWKClientError PyJWKError")
        | _below(
            f"{module}.InvalidTokenError",
            module,
            "DecodeError ExpiredSignatureError ImmatureSignatureError InvalidAudienceError InvalidIssuerError"
            " MissingRequiredClaimError",
        )
        | _below(f"{module}.DecodeError", module, "InvalidSignatureError")
    ).items()
}

PARENTS: dict[str, str] = {
    **_SQLALCHEMY,
    **_HTTPX,
    **_TOKENS,
    "json.JSONDecodeError": "builtins.ValueError",
    "json.decoder.JSONDecodeError": "builtins.ValueError",
    "asyncio.TimeoutError": "builtins.TimeoutError",
    "pydantic.ValidationError": "builtins.ValueError",
    "pydantic_core.ValidationError": "builtins.ValueError",
    "slowapi.errors.RateLimitExceeded": "starlette.exceptions.HTTPException",
}
