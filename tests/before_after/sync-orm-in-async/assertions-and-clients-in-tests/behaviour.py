"""Assertions that evaluate querysets, and the client that runs its views where it is called."""

import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
from django.apps import apps
from django.db import connection


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)

    import io
    import unittest

    from catalog import tests

    result = unittest.TextTestRunner(stream=io.StringIO()).run(unittest.defaultTestLoader.loadTestsFromModule(tests))
    assert result.testsRun == 2 and result.wasSuccessful(), result.errors
