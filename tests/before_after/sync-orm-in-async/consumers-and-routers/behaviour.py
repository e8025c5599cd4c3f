"""A Channels consumer and ninja operations."""

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
    from orders import api, consumers

    consumer = consumers.OrderConsumer(email="bo@example.com")
    await consumer.connect()
    await consumer.receive(text_data="12")
    assert consumer.sent == ["accepted", "Bo 2"], consumer.sent
    assert await api.read(None, 1) == {"total": 46, "customer": "Ada"}
    assert await api.turnover(None) == {"turnover": 53}


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE"] = f"{folder}/db.sqlite3"
    import types

    class AsyncWebsocketConsumer:
        """Just enough of the class of Channels."""

        def __init__(self, **scope):
            self.scope, self.sent = scope, []

        async def accept(self):
            self.sent.append("accepted")

        async def send(self, text_data):
            self.sent.append(text_data)

    class Router:
        """Just enough of the class of ninja: the function itself is the operation."""

        def get(self, path):
            return lambda function: function

    websocket, ninja = types.ModuleType("channels.generic.websocket"), types.ModuleType("ninja")
    websocket.AsyncWebsocketConsumer, ninja.Router = AsyncWebsocketConsumer, Router
    for name in ("channels", "channels.generic"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules.update({"channels.generic.websocket": websocket, "ninja": ninja})
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
