"""Sync functions that hold a transaction are called in one hop each."""

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
    from orders import ledger
    from orders.models import Customer, Order

    assert await ledger.leave("ada@example.com") == 2
    assert await Customer.objects.acount() == 1
    assert await Order.objects.filter(customer__name="Bo").acount() == 3


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
