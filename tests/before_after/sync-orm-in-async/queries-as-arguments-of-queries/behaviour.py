"""Queries inside the arguments of others, with awaits among them."""

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
    from orders import lookups

    async def price():
        return 12

    assert await lookups.latest_of("ada@example.com") == 150
    order = await lookups.place("bo@example.com", price)
    assert (order.customer.name, order.total) == ("Bo", 12)
    assert await lookups.cheaper_than("Ink") == 1
    assert await lookups.subquery() == 2
    assert await lookups.either("nobody@example.com") is True


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
