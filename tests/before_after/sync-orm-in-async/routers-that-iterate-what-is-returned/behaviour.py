"""A queryset that an operation returns is iterated by the router, in the loop."""

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
    from orders import api

    assert [row["total"] for row in await api.orders(None)] == [46, 150, 7]
    assert await api.read(None, number=1) == [{"id": 1, "total": 46}]


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    import types

    class Router:
        """Just enough of the class of ninja: builds the response from what the operation returns."""

        def get(self, path, response):
            def decorate(function):
                async def operation(request, **values):
                    result = await function(request, **values)
                    rows = result if isinstance(response, types.GenericAlias) else [result]
                    return [{"id": row.id, "total": row.total} for row in rows]

                return operation

            return decorate

    ninja = types.ModuleType("ninja")
    ninja.Router, ninja.Schema = Router, object
    sys.modules["ninja"] = ninja
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
