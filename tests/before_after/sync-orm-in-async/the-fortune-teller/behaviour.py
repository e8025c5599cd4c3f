"""A view that hides the error behind a broad except clause."""

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
    import logging

    logging.disable(logging.CRITICAL)
    client = AsyncClient()
    data = {"birth_year": "1990", "topic": "work"}
    response = await client.post("/api/saju/", data)
    assert response.json() == {"text": "wood is good for work", "element": "wood", "cached": False}, response.content
    response = await client.post("/api/saju/", data)
    assert response.json() == {"text": "wood is good for work", "element": "wood", "cached": True}, response.content
    response = await client.get("/api/daily/?year=1980")
    assert response.json() == {"text": "wood is good for today"}, response.content


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)

    asyncio.run(main())
