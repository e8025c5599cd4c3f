from dbkit.scope import session_scope, setup

__all__ = ["session_scope", "setup"]
