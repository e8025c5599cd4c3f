"""Views that query through the manager, requested over ASGI."""

import asyncio
import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
from django.apps import apps
from django.db import connection
from django.test import AsyncClient


async def main():
    client = AsyncClient()
    response = await client.get("/stats/")
    assert response.json() == {"books": 3, "authors": 1, "newest": "Drafts"}, response.content
    response = await client.get("/books/1/")
    assert response.json() == {"title": "Loops", "author": 1}, response.content
    assert (await client.get("/books/99/")).status_code == 404
    body = {"title": "Tasks", "author": 2}
    response = await client.post("/books/new/", body, content_type="application/json")
    assert (response.status_code, response.json()) == (201, {"id": 4})
    response = await client.post("/books/new/", body, content_type="application/json")
    assert response.status_code == 409


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
