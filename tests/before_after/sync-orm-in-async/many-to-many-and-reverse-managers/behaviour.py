"""What related managers write, count and list."""

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
    from catalog import tagging
    from catalog.models import Author, Book, Tag

    assert await tagging.tag(2, "async", "threads") == 2
    book, tags = await Book.objects.aget(pk=2), [tag async for tag in Tag.objects.order_by("pk")]
    assert await tagging.retag(book, tags) == ["async", "python", "threads"]
    assert await tagging.untag(book, tags[0]) is False
    assert await tagging.rated(tags[1]) == [("Loops", 2), ("Threads", 0)]
    await tagging.clear(book)
    assert [tag.name async for tag in book.tags.all()] == ["cleared"]
    assert await tagging.publish(await Author.objects.aget(pk=1), "Tasks") == 2


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
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
