"""Paths as a user wants to read them."""

from __future__ import annotations

import os


def shown(path: str) -> str:
    """A path with forward slashes, relative to the current folder when it lies in it; `-` stays."""
    if path == "-":
        return path
    relative = os.path.relpath(path) if _is_inside(path) else os.path.abspath(path)
    return relative.replace(os.sep, "/")


def _is_inside(path: str) -> bool:
    here = os.getcwd()
    return os.path.abspath(path).startswith(os.path.join(here, ""))
