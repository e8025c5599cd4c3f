"""authenticate, login and logout in async views."""

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
    assert (await client.post("/in/", {"name": "eve", "password": "wrong"})).status_code == 403
    response = await client.post("/in/", {"name": "eve", "password": "secret"})
    assert response.json() == {"name": "eve", "session": True}
    assert (await client.get("/out/")).content == b"bye"
    response = await client.post("/form/", {"username": "eve", "password": "secret"})
    assert response.content == b"eve"
    assert (await client.post("/form/", {"username": "eve", "password": "no"})).status_code == 403


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
