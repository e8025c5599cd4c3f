"""Methods of the project's own querysets, managers and models."""

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
    from catalog import native

    assert await native.numbers() == (2, 300)
    assert await native.grown("Loops") == ("Cycles", 301)
    assert await native.total() == 421


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from catalog.models import Book

    Book.objects.create(title="Loops", pages=300)
    Book.objects.create(title="Threads", pages=120)

    asyncio.run(main())
