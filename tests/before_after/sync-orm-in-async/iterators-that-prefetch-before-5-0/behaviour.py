"""aiterator() cannot prefetch in the version that this project pins."""

import asyncio
import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
import django
from django.apps import apps
from django.db import connection
from django.db import NotSupportedError


async def main():
    from django.db.models import QuerySet
    from orders import export

    aiterator = QuerySet.aiterator

    def aiterator_of_4_2(self, chunk_size=2000):
        if self._prefetch_related_lookups:
            raise NotSupportedError("Using QuerySet.aiterator() after prefetch_related() is not supported.")
        return aiterator(self, chunk_size)

    QuerySet.aiterator = aiterator_of_4_2
    assert await export.lines() == [2, 0, 0]
    assert await export.totals() == [46, 150, 7]
    assert await export.names() == ["Ada", "Bo"]


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    django.setup()
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    from orders.models import Customer, Line, Order, Product

    ada = Customer.objects.create(name="Ada", email="ada@example.com", credit=100)
    bo = Customer.objects.create(name="Bo", email="bo@example.com", credit=5)
    pen = Product.objects.create(name="Pen", price=3, stock=10)
    ink = Product.objects.create(name="Ink", price=20, stock=1)
    paid = Order.objects.create(customer=ada, status="paid", total=46)
    Line.objects.create(order=paid, product=pen, quantity=2)
    Line.objects.create(order=paid, product=ink, quantity=2)
    Order.objects.create(customer=ada, total=150)
    Order.objects.create(customer=bo, status="paid", total=7)

    asyncio.run(main())
