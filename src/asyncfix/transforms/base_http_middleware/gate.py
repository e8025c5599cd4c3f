"""Whether a file's bytes may hold a middleware on top of BaseHTTPMiddleware."""

from __future__ import annotations

import re

# A decorated function, one that is registered elsewhere, and a subclass of a project's own class.
_REGISTERED = re.compile(rb"\.middleware\s*\(\s*(?:middleware_type\s*=\s*)?[rRuUbB]*[\"']http[\"']")
_AWAITED = re.compile(rb"\bawait\s+\w*next\w*\s*\(", re.IGNORECASE)
_SUBCLASS = re.compile(rb"\bclass\s+\w+\s*(?:\[[^\]]*\])?\s*\([^)]*?Middleware\b")


def may_hold(data: bytes) -> bool:
    """True where `found.middlewares` may find something; cheap."""
    if b"BaseHTTPMiddleware" in data:
        return True
    if b"http" in data and b".middleware" in data and _REGISTERED.search(data):
        return True
    if b"next" in data.lower() and b"await" in data and _AWAITED.search(data):
        return True
    return b"Middleware" in data and b"class" in data and _SUBCLASS.search(data) is not None
