"""get_user_model, apps.get_model and settings.AUTH_USER_MODEL."""

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
    from notes import accounts

    assert await accounts.sign_up("max", "pw") == 1
    assert await accounts.sign_up("eve", "pw") is None
    assert await accounts.notes_of("eve") == ["milk", "bread"]
    assert await accounts.owner(1) == "eve"
    assert await accounts.allowed("eve", "notes.add_note") is False
    assert await accounts.texts(await accounts.User.objects.aget(username="eve")) == 1


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
