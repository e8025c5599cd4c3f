"""Querysets as conditions; what is used after that reads the cache."""

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
    from catalog import conditions

    assert await conditions.described("fr") == ["Bob"]
    assert await conditions.described("at") == []
    assert await conditions.missing("Loops") == "there"
    assert await conditions.missing("Tasks") == "missing"
    assert await conditions.or_default("Loops") == ["Loops"]
    assert await conditions.or_default("Tasks") == ["none"]
    assert (await conditions.choice("Loops"), await conditions.choice("Tasks")) == ("yes", "no")
    assert await conditions.both("Tasks", False) == "ok"
    assert (await conditions.both("Loops", True), await conditions.both("Tasks", True)) == ("ok", "refused")
    assert await conditions.empty_out() == 1
    assert (await conditions.flag("Loops"), await conditions.flag("Tasks")) == (True, False)
    assert await conditions.checked("Loops") == "Loops"
    try:
        await conditions.checked("Tasks")
    except AssertionError as error:
        assert str(error) == "no such book"
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
