"""The user of somebody who is logged in, by `auser()`; what is handed the request reads the lazy one."""

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
    assert (await client.get("/me/")).json() == {"name": None}
    await client.aforce_login(await get_user_model().objects.aget(username="eve"))
    assert (await client.get("/me/")).json() == {"name": "eve", "id": 1}
    response = await client.get("/staff/")
    assert (response.status_code, response.content) == (403, b"eve is no staff")
    assert (await client.get("/mine/")).json() == {"notes": ["milk", "bread"]}
    assert (await client.get("/hello/")).content == b"Hello eve"
    assert (await client.get("/add/?text=tea")).json() == {"id": 3}
    assert (await client.get("/latest/")).content == b"tea"
    assert (await client.get("/greet/")).content == b"Hello eve"


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
