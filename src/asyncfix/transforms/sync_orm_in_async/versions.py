"""Which version of Django a project has: what it pins, else what is installed, else 4.2."""

from __future__ import annotations

import re

from asyncfix.frameworks.django import OLDEST, Version
from asyncfix.project import Module, Project

_FILES = (
    "pyproject.toml",
    "requirements.txt",
    "requirements/base.txt",
    "requirements/production.txt",
    "requirements.in",
    "setup.cfg",
    "setup.py",
    "Pipfile",
)
# The name, and what follows on its line where that begins like a version: `"django>=4.2"`, `django = {version = "^5"}`.
_NAMED = re.compile(r"(?im)(?<![\w.-])django(?:\[[^\]\n]*\])?[\"']?\s*([=<>~!^({@][^\n]*)")
_VERSION = re.compile(r"(==|~=|>=|<=|<|!=|\^|~|>|)\s*[\"']?(\d+)(?:\.(\d+))?")


def of(project: Project, module: Module) -> Version:
    """The version of Django that a module's project has: the lowest one that its pins allow."""
    key = ("django version", project.unit(module))
    if key not in project.known:
        texts = (data.decode("utf-8", "replace") for data in project.beside(module, _FILES))
        pinned = (version for text in texts if (version := pinned_in(text)))
        project.known[key] = next(pinned, None) or _installed(project) or OLDEST
    found: Version = project.known[key]
    return found


def pinned_in(text: str) -> Version | None:
    """The lowest version of Django that a file of requirements allows, where it says one."""
    for named in _NAMED.finditer(text):
        for operator, major, minor in _VERSION.findall(named[1]):
            if operator not in ("<", "<=", "!="):
                return int(major), int(minor or 0)
    return None


def _installed(project: Project) -> Version | None:
    try:
        major, minor, *_ = (project.installed("django") or "").split(".")
        return int(major), int(minor)
    except ValueError:
        return None
