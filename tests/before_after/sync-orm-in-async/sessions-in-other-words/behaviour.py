"""pop, setdefault, update, set_expiry and cycle_key of a session, and permissions of a user."""

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
    from django.contrib.auth import get_user_model

    client = AsyncClient()
    await client.aforce_login(await get_user_model().objects.aget(username="eve"))
    assert (await client.get("/fill/")).status_code == 200
    assert (await client.get("/pop/")).json() == {"a": 1}
    assert (await client.get("/default/")).json() == {"a": 5}
    assert (await client.get("/more/")).content == b"more"
    assert [key for key in (await client.get("/keys/")).json()["keys"] if key in "ab"] == ["a", "b"]
    assert (await client.get("/cycle/")).content == b"new key"
    assert (await client.get("/perms/")).json() == {"may": False, "all": []}
    assert (await client.get("/groups/")).content == b"2 notes"


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
