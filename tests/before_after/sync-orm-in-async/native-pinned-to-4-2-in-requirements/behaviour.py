"""A project on Django 4.2: no auser, no aget_object_or_404, no session.aget."""

import asyncio
import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
from django.apps import apps
from django.db import connection
from django.test import AsyncClient


async def main():
    import django.contrib.auth
    import django.shortcuts
    from django.contrib.sessions.backends.base import SessionBase

    # The pinned version has none of these.
    del django.contrib.auth.aauthenticate
    del django.contrib.auth.alogin
    del django.shortcuts.aget_object_or_404
    del SessionBase.aget
    del SessionBase.aset

    client = AsyncClient()
    assert (await client.get("/visits/")).json() == {"visits": 1}
    assert (await client.get("/in/")).content == b"eve"
    assert (await client.get("/me/")).json() == {"name": "eve"}
    assert (await client.get("/1/")).json() == {"pinned": 2}
    assert (await client.get("/visits/")).json() == {"visits": 1}


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
