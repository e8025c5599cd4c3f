"""Functions of the standard library that iterate querysets, and functions that run a query for each row."""

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
    from catalog import collecting

    assert await collecting.counted() == {1: 2, 2: 1}
    assert await collecting.grouped() == {1: ["Loops", "Threads"], 2: ["Drafts"]}
    assert await collecting.written() == ["Loops,300", "Threads,120", "Drafts,40"]
    assert await collecting.mapped() == ["Ann", "Ann", "Bob"]
    assert await collecting.sorted_in_place() == (2, ["Loops", "Threads", "Drafts"])
    assert await collecting.from_a_generator() == (["Loops", "Threads"], "Loops, Threads")
    assert await collecting.nothing() == (2, ["A", "B"], ["a", "b", "a", "b"])


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
