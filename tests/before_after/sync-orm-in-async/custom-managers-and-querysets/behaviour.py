"""Methods of managers and querysets, lazy ones and evaluating ones."""

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
    from catalog import queries

    assert await queries.pages() == 420
    assert await queries.long_titles() == ["Loops", "Threads"]
    assert await queries.one("loops") == 300
    assert await queries.shelf() == (2, ["Loops", "Threads"])
    assert await queries.lazily() == ["Loops"]
    assert await queries.default() == "Drafts"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from catalog.models import Book

    Book.everything.create(title="Loops", pages=300)
    Book.everything.create(title="Threads", pages=120)
    Book.everything.create(title="Drafts", pages=40, published=False)

    asyncio.run(main())
