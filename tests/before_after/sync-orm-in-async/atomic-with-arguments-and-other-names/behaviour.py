"""using, durable and names for the function and the module."""

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
    from pathlib import Path

    from orders import ledger
    from orders.models import Customer

    assert await ledger.add("Cap") == 4
    assert await ledger.double() == [6, 40, 2]
    await Customer.objects.acreate(name="Cy", email="cy@example.com")
    assert await ledger.both("Cap") == 2
    assert await ledger.decorated(2) == 0
    names = Path(os.environ["DATABASE"]).with_name("names.txt")
    names.write_text("Mug\nJug\n")
    assert await ledger.with_others(names) == 4


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
