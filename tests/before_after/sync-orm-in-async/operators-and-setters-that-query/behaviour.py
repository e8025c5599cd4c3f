"""Operators, calls and assignments that methods of the project answer by queries."""

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
    from catalog import views

    assert await views.held() == (True, ["Loops", "Atlas"], 1)
    assert await views.put() == "Notes"
    assert await views.labelled() == "B: 3"
    assert await views.volume() == 7


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from catalog.models import Book, Reference, Shelf

    shelf = Shelf.objects.create(name="A")
    Book.objects.create(title="Loops", shelf=shelf)
    Reference.objects.create(title="Atlas", shelf=shelf, volume=7)

    asyncio.run(main())
