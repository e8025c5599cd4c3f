"""Responses, prints, pickles and operators that evaluate a queryset."""

import asyncio
import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
from django.apps import apps
from django.db import connection
import io
import json
import pickle


async def main():
    from catalog import outputs

    assert (await outputs.response()).content == b"LoopsThreadsDrafts"
    assert [author.name for author in pickle.loads(await outputs.pickled())] == ["Ann", "Bob"]
    out = io.StringIO()
    await outputs.printed(out)
    assert out.getvalue() == "<QuerySet [<Author: Ann>, <Author: Bob>]>\n"
    assert await outputs.mapped() == ["ANN", "BOB"]
    assert await outputs.filtered() == [1, 2]
    assert await outputs.chained() == ["first", "Ann", "Bob"]
    assert await outputs.reduced() == 460
    assert await outputs.extended([]) == ["Ann", "Bob", "Loops", "Threads", "Drafts"]
    assert await outputs.starred("{} and {}".format) == "Ann and Bob"
    assert json.loads((await outputs.answered()).content) == {"all": False, "n": 40}


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
