"""Which files of a large repository are searched for what a file defines."""

from __future__ import annotations

from pathlib import Path

import pytest

from asyncfix.project import DiskTree, Layout, MemoryTree, layout

SHOPS = {
    "base/pyproject.toml": b"",
    "base/base/__init__.py": b"",
    "base/base/models.py": b"class Model: ...\n",
    "shop/pyproject.toml": b"",
    "shop/shop/__init__.py": b"",
    "shop/shop/orders.py": b"from base.models import Model\n",
    "admin/pyproject.toml": b"",
    "admin/admin/__init__.py": b"",
    "admin/admin/pages.py": b"import json, shop.orders\n",
    "other/pyproject.toml": b"",
    "other/other/__init__.py": b"",
    "other/other/views.py": b"# base, shop and admin are not imported\nimport os\n",
}


def related(contents: dict[str, bytes], near: str) -> set[str]:
    return {path.partition("/")[0] for path in Layout(MemoryTree(contents)).related(near)}


def test_all_of_a_small_repository_is_related() -> None:
    assert related(SHOPS, "other/other/views.py") == {"base", "shop", "admin", "other"}


@pytest.mark.parametrize("near", ["base/base/models.py", "shop/shop/orders.py", "admin/admin/pages.py"])
def test_units_are_related_through_imports_in_either_direction(monkeypatch: pytest.MonkeyPatch, near: str) -> None:
    monkeypatch.setattr(layout, "FEW", 0)
    assert related(SHOPS, near) == {"base", "shop", "admin"}


def test_a_unit_that_no_import_connects_is_related_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "FEW", 0)
    assert related(SHOPS, "other/other/views.py") == {"other"}


def test_where_nothing_marks_a_repository_units_inside_each_other_are_related(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("main.py", "one/app/__init__.py", "one/app/views.py", "two/app/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(layout, "FEW", 0)
    found = Layout(DiskTree()).related("one/app/views.py")
    assert found == ("main.py", "one/app/__init__.py", "one/app/views.py")
