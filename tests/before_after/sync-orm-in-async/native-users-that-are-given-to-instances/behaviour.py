"""A lazy user is loaded by what it becomes a relation of, and by being given an attribute."""

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
    from django.contrib.auth.models import User
    from django.http import HttpResponse
    from django.test import AsyncClient
    from django.urls import path

    from catalog import views

    def answering(view):
        async def answer(request):
            return HttpResponse(str(await view(request)))

        return answer


    names = [name for name in vars(views) if name.islower() and callable(getattr(views, name))]
    urls = type("urls", (), {"urlpatterns": [path(f"{name}/", answering(getattr(views, name))) for name in names]})
    from django.conf import settings as used

    used.ROOT_URLCONF = urls
    client = AsyncClient()
    await client.aforce_login(await User.objects.aget(username="ann"))


    async def said(name):
        return (await client.get(f"/{name}/")).content.decode()


    assert await said("made") == "1"
    assert await said("assigned") == "ann"
    assert await said("renamed") == "Ann"
    assert await said("added") == "x"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from django.contrib.auth.models import User

    User.objects.create_user("ann")

    asyncio.run(main())
