"""Wrappers that are there, but around the wrong thing."""

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
    from catalog import wrapped

    assert (await wrapped.awaited(2)).title == "Threads"
    assert await wrapped.called_too_early(1) == "Loops"
    assert [book.title for book in await wrapped.list_too_early()] == ["Loops", "Threads", "Drafts"]
    assert await wrapped.only_filtered("Bob") == ["Threads", "Drafts"]
    assert [book.pk for book in await wrapped.listed_outside("Bob")] == [2, 3]
    assert await wrapped.all_in_the_thread() == "Ann"
    assert (await wrapped.right(2)).title == "Threads"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    import types

    from asgiref.sync import sync_to_async

    channels_db = types.ModuleType("channels.db")
    channels_db.database_sync_to_async = sync_to_async
    sys.modules.update({"channels": types.ModuleType("channels"), "channels.db": channels_db})
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from catalog.models import Author, Book, Profile, Review, Tag

    ann = Author.objects.create(name="Ann")
    bob = Author.objects.create(name="Bob", country="fr", mentor=ann)
    Profile.objects.create(author=ann, bio="writes")
    first = Book.objects.create(title="Loops", author=ann, pages=300)
    Book.objects.create(title="Threads", author=bob, pages=120)
    Book.objects.create(title="Drafts", author=bob, pages=40, published=False)
    first.tags.add(Tag.objects.create(name="async"), Tag.objects.create(name="python"))
    Review.objects.create(book=first, stars=4)
    Review.objects.create(book=first, stars=5)

    asyncio.run(main())
