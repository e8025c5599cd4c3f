"""list, len, tuple, set, dict, sorted, max, join and the rest."""

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
    import json

    from catalog import lists

    assert json.loads((await lists.books(None)).content)["books"][0] == {"title": "Loops", "pages": 300}
    assert await lists.number() == 2
    assert await lists.frozen() == ((1, 2, 3), {"async", "python"})
    assert await lists.prices() == {"Loops": 300, "Threads": 120, "Drafts": 40}
    assert await lists.by_length() == ["Drafts", "Threads", "Loops"]
    assert await lists.longest() == "Threads"
    assert await lists.tag_line() == "async, python"
    assert await lists.dump() == "[300, 120, 40]"
    assert await lists.earliest() == "Drafts"
    assert await lists.backwards() == ["Drafts", "Threads", "Loops"]
    assert await lists.total() == 460


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
