"""Models of a package with re-exports, over abstract bases of the project."""

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
    from shop import views
    from shop.models import Item

    assert await views.prices("desk") == {"pen": 2, "ink": 5}
    assert await views.fill("pen", "ink", "cup") == 7
    assert await views.rename(await Item.objects.aget(pk=1), "quill") == "quill"
    assert (await Item.objects.aget(pk=1)).name == "quill"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from shop.models import Category, Item

    desk = Category.objects.create(name="desk")
    Item.objects.create(name="pen", price=2, category=desk)
    Item.objects.create(name="ink", price=5, category=desk)

    asyncio.run(main())
