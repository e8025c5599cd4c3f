"""Ask the fortune teller, and print what is answered."""

from __future__ import annotations

import asyncio
import datetime
import os
import tempfile


def fill() -> None:
    from django.core.management import call_command
    from django.db import connection
    from fortunes.models import FortuneResult, Message, Profile, Star

    with connection.schema_editor() as editor:
        for model in (Profile, Star, FortuneResult, Message):
            editor.create_model(model)
    call_command("createcachetable", verbosity=0)
    Profile.objects.create(name="Ada", born=datetime.date(1815, 12, 10))
    Star.objects.create(name="Vega", month=12)


async def ask() -> None:
    from django.test import AsyncClient

    client = AsyncClient()
    for path in ("/fortune/?name=Ada", "/daily/1/", "/messages/1/?text=hello"):
        answer = await client.get(path)
        print(path, answer.status_code, answer.content.decode())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["DATABASE"] = f"{folder}/fortunes.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
        import django

        django.setup()
        fill()
        asyncio.run(ask())
