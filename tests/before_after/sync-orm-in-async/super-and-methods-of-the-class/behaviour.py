"""super() and self in coroutines of a model and of a manager."""

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
    from shop.models import Item

    assert await Item.objects.cheap() == ["pen"]
    assert await Item.objects.add("pen") is None
    assert (await Item.objects.add("cup", price=2)).pk == 3
    assert await Item(name=" mug ").store() == 4
    assert (await Item.objects.aget(pk=4)).name == "mug"
    assert await Item(name=" jug ").store_as_it_is() == " jug "
    assert (await Item.objects.aget(pk=5)).name == " jug "
    assert await (await Item.objects.aget(pk=1)).others() == 1
    assert (await Item.dearest()).name == "desk"
    assert await Item.clear() == 5


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from shop.models import Item

    Item.objects.create(name="pen", price=2)
    Item.objects.create(name="desk", price=200)

    asyncio.run(main())
