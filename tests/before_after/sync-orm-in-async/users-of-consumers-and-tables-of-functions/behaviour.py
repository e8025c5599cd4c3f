"""The user in the scope of a consumer is a row, and a function in a dictionary is called by its key."""

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
    import types


    class Consumer:
        """Just enough of the class of Channels."""

        def __init__(self, user):
            self.scope, self.sent = {"user": user}, []

        async def accept(self):
            pass

        async def send_json(self, content):
            self.sent.append(content)


    for name in ("channels", "channels.generic", "channels.generic.websocket"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["channels.generic.websocket"].AsyncJsonWebsocketConsumer = Consumer
    from django.contrib.auth.models import User

    from catalog.consumers import NoteConsumer

    consumer = NoteConsumer(await User.objects.aget(username="ann"))
    await consumer.connect()
    await consumer.receive_json({"title": "b"})
    assert consumer.titles == ["a"] and consumer.sent == [{"title": "b", "count": 2}]


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from django.contrib.auth.models import User

    User.objects.create_user("ann").notes.create(title="a")

    asyncio.run(main())
