"""A long view in which only some lines query."""

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
    client = AsyncClient()

    async def post(**lines):
        rows = [{"product": name, "quantity": quantity} for name, quantity in lines.items()]
        data = {"email": "new@example.com", "lines": rows}
        return await client.post("/checkout/", data, content_type="application/json")

    response = await post(Pen=2, Ink=1)
    assert response.json() == {"order": 4, "total": 31, "customer": "Guest", "names": ["Ink", "Pen"]}, response.content
    assert (await post(Cup=1)).json() == {"missing": ["Cup"]}
    assert (await post(Ink=5)).json() == {"sold out": "Ink"}
    assert (await client.post("/checkout/", "?", content_type="text/plain")).status_code == 400


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
