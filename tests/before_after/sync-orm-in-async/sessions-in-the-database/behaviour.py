"""Reads and writes of a session that is kept in the database."""

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
    client = AsyncClient()
    assert (await client.get("/count/")).json() == {"visits": 1}
    assert (await client.get("/count/")).json() == {"visits": 2}
    assert (await client.get("/put/?colour=red")).content == b"kept"
    assert (await client.get("/has/")).json() == {"colour": True}
    assert (await client.get("/drop/")).content == b"dropped"
    assert (await client.get("/has/")).json() == {"colour": False}
    assert (await client.get("/leave/")).content == b"bye"
    assert (await client.get("/count/")).json() == {"visits": 1}


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
