"""The cache of this project is a table."""

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
    from catalog import limits

    assert [await limits.allowed("a", 2) for _ in range(3)] == [True, True, False]
    assert await limits.allowed("b", 2) is True
    assert await limits.total() == 4
    assert await limits.remembered() == 1
    assert await limits.forget("a", "b") is False


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from catalog.models import Author, Book
    from django.core.management import call_command

    Book.objects.create(title="Loops", author=Author.objects.create(name="Ann"))
    call_command("createcachetable", verbosity=0)

    asyncio.run(main())
