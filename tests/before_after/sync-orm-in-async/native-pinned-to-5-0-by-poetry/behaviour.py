"""A project on Django 5.0: alogin, but no session.aset and no acreate_user."""

import asyncio
import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
from django.apps import apps
from django.db import connection


async def main():
    from django.contrib.auth.models import PermissionsMixin, UserManager
    from django.contrib.sessions.backends.base import SessionBase
    from django.contrib.sessions.backends.db import SessionStore
    from django.test import AsyncRequestFactory
    from notes import accounts

    # The pinned version has none of these.
    del UserManager.acreate_user
    del PermissionsMixin.ahas_perm
    del SessionBase.aset

    request = AsyncRequestFactory().get("/")
    request.session = SessionStore("x" * 32)
    assert await accounts.sign_up("max") == 2
    assert await accounts.may("max", "notes.add_note") is False
    assert await accounts.colour(request, "red") == "red"
    assert await accounts.pinned() == ["bread"]


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from django.contrib.auth import get_user_model
    from notes.models import Note

    eve = get_user_model().objects.create_user("eve", "eve@example.com", "secret")
    Note.objects.create(owner=eve, text="milk")
    Note.objects.create(owner=eve, text="bread", pinned=True)

    asyncio.run(main())
