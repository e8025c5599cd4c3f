from contextvars import ContextVar

tenant: ContextVar[str] = ContextVar("tenant", default="public")
