"""async for in statements, comprehensions and arguments."""

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

    assert await native.titles() == ["Loops", "Threads", "end"]
    assert await native.upper() == ["LOOPS", "THREADS"]
    assert await native.pages() == {"Loops": 300, "Threads": 120, "Drafts": 40}
    assert (await native.longer(200), await native.longer(300)) == (True, False)
    assert await native.listed() == (["Ann", "Bob"], 3)
    assert await native.joined() == "Bob, Ann"
    assert await native.numbered() == ["1 Drafts", "2 Threads", "3 Loops"]
    assert await native.by_author() == [("Ann", [1]), ("Bob", [2, 3])]
    assert await native.ordered() == [3, 2, 1]
    assert await native.chunks() == [1, 2, 3]


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
