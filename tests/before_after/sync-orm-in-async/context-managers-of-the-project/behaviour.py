"""Context managers that run queries when they are entered or left; what they hold moves with them where it can."""

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

    assert await views.marking() == (0, 1)
    assert await views.locking() == 121
    assert await views.counting() == 1
    assert await views.nothing() == []


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from catalog.models import Author, Book, Publisher

    ann = Author.objects.create(name="Ann", publisher=Publisher.objects.create(name="Quay"))
    bob = Author.objects.create(name="Bob", publisher=Publisher.objects.create(name="Tor"))
    for title, pages, author in [("Loops", 300, ann), ("Threads", 120, ann), ("Drafts", 40, bob)]:
        Book.objects.create(title=title, pages=pages, author=author)

    asyncio.run(main())
