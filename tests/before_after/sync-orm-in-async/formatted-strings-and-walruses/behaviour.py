"""Queries inside f-strings, walruses, ternaries and defaults."""

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
    from catalog import texts

    assert await texts.headline(1) == "  3 books, 'Loops' first"
    assert await texts.nested(1, 7) == "[  Loops]"
    assert await texts.debug() == "drafts: [<Book: Drafts>]"
    assert await texts.printed() == ("<QuerySet [<Author: Ann>, <Author: Bob>]>", "<QuerySet []>")
    assert (await texts.many(2), await texts.many(9)) == ("3 > 2", "few")
    assert await texts.pages_left() == 3
    assert (await texts.first_or(2), await texts.first_or(None)) == ("Bob", "Ann")
    assert await texts.matched() == "two"
    assert await texts.checked("Tasks") == "Tasks"
    try:
        await texts.checked("Loops")
    except AssertionError as error:
        assert str(error) == "Loops is taken"
    else:
        raise SystemExit("checked does not check")


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
