"""The view answers in an event loop."""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import AsyncRequestFactory


def main(folder):
    (folder / "library").mkdir()
    (folder / "library" / "__init__.py").touch()
    shutil.copy(Path(sys.argv[1], "library.py"), folder / "library" / "models.py")
    sys.path.insert(0, str(folder))
    databases = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "db.sqlite3"}}
    settings.configure(DATABASES=databases, INSTALLED_APPS=["library"], DEFAULT_AUTO_FIELD="django.db.models.AutoField")
    django.setup()
    from library.models import Author, Book, book

    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    Book.objects.create(title="Loops", author=Author.objects.create(name="Ann"))
    response = asyncio.run(book(AsyncRequestFactory().get("/"), pk=1))
    assert response.content == b'{"title": "Loops", "author": "Ann"}'


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    main(Path(folder))
