"""ContentType, a generic foreign key, model_to_dict and serialize."""

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

    from shop import export
    from shop.models import Item

    assert await export.targets() == ["pen", "ink"]
    assert await export.kind() == "item"
    items = [item async for item in Item.objects.order_by("pk")]
    assert await export.comments(items[1]) == ["wet"]
    assert (await export.as_dict(items[0]))["friends"] == [items[1]]
    assert [row["fields"]["name"] for row in json.loads(await export.as_json())] == ["pen", "ink"]
    assert await export.loaded(items) == 2


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from shop.models import Comment, Item

    pen, ink = Item.objects.create(name="pen"), Item.objects.create(name="ink")
    pen.friends.add(ink)
    Comment.objects.create(target=pen, text="blue")
    Comment.objects.create(target=ink, text="wet")

    asyncio.run(main())
