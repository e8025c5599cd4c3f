"""What `frameworks.django` says is so in the Django that is installed."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest

from asyncfix.frameworks import django

FUNCTIONS = (
    django.SHORTCUTS
    | django.TEMPLATES
    | django.ATOMIC
    | django.TRANSACTION_FUNCTIONS
    | django.LAZY_USERS
    | django.ASYNC_SESSION_LOADERS
    | django.ONLY_FOR_USERS
    | django.FORM_FACTORIES
    | django.RECEIVERS
    | django.SIGNALS
)


def imported(dotted: str) -> Any:
    """What a name of Django stands for; Django has no types of its own."""
    module, _, name = dotted.rpartition(".")
    return getattr(importlib.import_module(module), name)


settings = imported("django.conf.settings")
if not settings.configured:
    settings.configure(INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"])
    importlib.import_module("django").setup()

Model, QuerySet = imported("django.db.models.Model"), imported("django.db.models.QuerySet")
SessionBase = imported("django.contrib.sessions.backends.base.SessionBase")
BaseCache = imported("django.core.cache.backends.base.BaseCache")


def is_asynchronous(cls: type, name: str) -> bool:
    member = getattr(cls, name)
    return inspect.iscoroutinefunction(member) or inspect.isasyncgenfunction(member)


@pytest.mark.parametrize("name", sorted(FUNCTIONS - {"django.db.atomic"}))
def test_every_function_is_there(name: str) -> None:
    assert callable(imported(name))


@pytest.mark.parametrize("name", sorted(django.EVALUATING))
def test_what_evaluates_has_an_asynchronous_name(name: str) -> None:
    a_name, _ = django.ASYNC_QUERY[name]
    assert callable(getattr(QuerySet, name))
    assert is_asynchronous(QuerySet, a_name)


def test_what_has_an_asynchronous_name_is_known() -> None:
    names = {name for name in vars(QuerySet) if not name.startswith("_")}
    asynchronous = {name[1:] for name in names if name.startswith("a") and name[1:] in names}
    assert asynchronous - {"iterator"} == django.EVALUATING


@pytest.mark.parametrize("name", sorted(django.LAZY | django.VALUES))
def test_what_is_lazy_has_none(name: str) -> None:
    assert callable(getattr(QuerySet, name))
    assert not hasattr(QuerySet, f"a{name}")


@pytest.mark.parametrize(
    ("cls", "table"),
    [(Model, django.ASYNC_INSTANCE), (SessionBase, django.ASYNC_SESSION), (BaseCache, django.ASYNC_CACHE)],
)
def test_asynchronous_names_are_there(cls: type, table: dict[str, tuple[str, django.Version]]) -> None:
    for name, (a_name, _) in table.items():
        assert hasattr(cls, name), name
        assert is_asynchronous(cls, a_name), a_name


def test_asynchronous_functions_stand_beside_the_others() -> None:
    for name, (a_name, _) in django.ASYNC_FUNCTIONS.items():
        assert inspect.iscoroutinefunction(imported(f"{name.rpartition('.')[0]}.{a_name}"))


def test_users_have_asynchronous_names() -> None:
    permissions = imported("django.contrib.auth.models.PermissionsMixin")
    manager = imported("django.contrib.auth.models.UserManager")
    for a_name, _ in django.ASYNC_USER.values():
        if a_name != "ahas_module_perms":
            assert inspect.iscoroutinefunction(getattr(permissions, a_name))
    for a_name, _ in django.ASYNC_USER_MANAGER.values():
        assert inspect.iscoroutinefunction(getattr(manager, a_name))


@pytest.mark.parametrize("name", sorted(name for name in django.ROLES if name not in django.OF_OTHERS))
def test_every_class_is_there(name: str) -> None:
    if ".gis." in name or any(app in name for app in (".sites", ".admin", ".flatpages", ".redirects", ".sessions")):
        pytest.skip("needs an installed app or a library")
    assert inspect.isclass(imported(name))


def test_sessions_have_what_loads_them() -> None:
    for name in django.SESSION | django.SESSION_WRITES | django.SESSION_SAFE:
        assert hasattr(SessionBase, name) or name in ("modified", "accessed", "cache_key")


def test_forms_show_themselves_by_these_names() -> None:
    form, formset = imported("django.forms.BaseForm"), imported("django.forms.formsets.BaseFormSet")
    field = imported("django.forms.boundfield.BoundField")
    assert all(callable(getattr(cls, name)) for cls in (form, formset) for name in django.FORM_TEXTS)
    assert all(hasattr(field, name) for name in django.FIELD_TEXTS)


@pytest.mark.parametrize("name", sorted(django.FORMSET_FORMS))
def test_formsets_make_their_forms_by_these_names(name: str) -> None:
    assert hasattr(imported("django.forms.formsets.BaseFormSet"), name) or name == "forms"


def test_cursors_and_connections_have_these_methods() -> None:
    cursors = imported("django.db.backends.utils.CursorWrapper"), imported("sqlite3.Cursor")
    connection = imported("django.db.backends.base.base.BaseDatabaseWrapper")
    assert all(any(hasattr(cursor, name) for cursor in cursors) for name in django.CURSOR_METHODS)
    assert all(hasattr(connection, name) for name in django.CONNECTION_METHODS)
