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


def test_what_two_units_import_does_not_connect_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "FEW", 0)
    shops = SHOPS | {"other/other/views.py": b"from base import models\n"}
    assert related(shops, "other/other/views.py") == {"base", "other"}
    assert related(shops, "shop/shop/orders.py") == {"base", "shop", "admin"}
    assert related(shops, "base/base/models.py") == {"base", "shop", "admin", "other"}


def test_a_package_of_the_same_name_elsewhere_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "FEW", 0)
    services = {
        f"{service}/{name}": text
        for service in ("one", "two")
        for name, text in [
            ("pyproject.toml", b""),
            ("app/__init__.py", b""),
            ("app/main.py", b"import app.models\nfrom base.models import Model\n"),
            ("tests/test_main.py", b"from app.main import run\n"),
        ]
    }
    assert related(services, "one/app/main.py") == {"one"}
    assert related(services | SHOPS, "one/app/main.py") == {"one", "base"}


def test_a_package_that_other_folders_hold_parts_of_is_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "FEW", 0)
    extends = b"__path__ = __import__('pkgutil').extend_path(__path__, __name__)\n"
    parts = {f"{name}/company/__init__.py": extends for name in ("one", "two")}
    projects = {f"{name}/pyproject.toml": b"" for name in ("one", "two")}
    modules = {"one/company/db.py": b"", "two/company/web.py": b"from company.db import session\n"}
    assert related(parts | projects | modules, "two/company/web.py") == {"one", "two"}


def test_apps_that_one_registry_installs_are_related(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "FEW", 0)
    site = {
        "site/manage.py": b"",
        "site/pyproject.toml": b"",
        "site/conf.py": b"INSTALLED_APPS = ['base', 'shop.Orders']\n",
    }
    shops = SHOPS | site | {"shop/shop/orders.py": b"MODEL = 'base.Model'\n"}
    assert related(shops, "shop/shop/orders.py") == {"base", "shop", "site", "admin"}
    assert related(shops, "other/other/views.py") == {"other"}


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
