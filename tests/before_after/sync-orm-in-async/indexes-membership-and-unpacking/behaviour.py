"""What evaluates a queryset without a call."""

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
    from catalog import picks
    from catalog.models import Author, Book

    assert await picks.first_title() == "Drafts"
    assert (await picks.nth(1)).title == "Threads"
    try:
        await picks.nth(9)
    except IndexError:
        pass
    else:
        raise SystemExit("there is no tenth book")
    assert await picks.every_other() == ["Loops", "Drafts"]
    book = await Book.objects.aget(pk=1)
    assert (await picks.is_tagged(book, "async"), await picks.is_tagged(book, "go")) == (True, False)
    author = await Author.objects.aget(pk=1)
    assert await picks.wrote(author, book) is False
    assert await picks.head_and_tail() == ("Loops", 2)
    assert await picks.two() == ("async", "python")
    assert await picks.with_extra(["Tasks"]) == ["Loops", "Threads", "Drafts", "Tasks"]


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
