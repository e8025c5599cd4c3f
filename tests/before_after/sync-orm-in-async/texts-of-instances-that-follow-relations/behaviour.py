"""A `__str__` that follows a relation asks the database wherever an instance is made text."""

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
    import logging

    from catalog import texts

    seen = []
    handler = logging.Handler()
    handler.emit = lambda record: seen.append(record.getMessage())
    texts.logger.addHandler(handler)
    assert await texts.text() == "Ann (Quay)"
    assert await texts.formatted() == "by Ann (Quay)"
    assert await texts.by_percent() == "by Bob (Tor)"
    assert await texts.by_format() == "by Bob (Tor)"
    assert await texts.joined() == "Ann (Quay); Bob (Tor)"
    assert await texts.mapped() == ["Ann (Quay)", "Bob (Tor)"]
    assert await texts.logged() == "Quay" and seen == ["seen Ann (Quay)"]
    assert await texts.of_its_own() == "Loops"


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
