"""Methods of a queryset that iterate `self`, called on the manager that is made of it."""

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
    from catalog import shelf

    assert await shelf.titles() == ["Loops", "Threads"]
    assert await shelf.letters() == {"L": ["Loops"], "T": ["Threads"]}
    assert await shelf.added({"pages": 4}) == 3
    assert await shelf.made({"title": "Notes"}) == "Notes"
    assert await shelf.touched() == 1


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from catalog.models import Book

    for title in ("Loops", "Threads"):
        Book.objects.create(title=title)

    asyncio.run(main())
