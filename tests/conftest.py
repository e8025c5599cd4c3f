"""Shared by all tests."""

from __future__ import annotations

import pytest

# Fixtures are input: some of them are projects with tests of their own.
collect_ignore = ["before_after"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write what asyncfix makes of each before/ into after/")
