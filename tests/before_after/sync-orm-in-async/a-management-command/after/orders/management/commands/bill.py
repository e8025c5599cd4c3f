import asyncio

from asgiref.sync import sync_to_async
from django.core.management.base import BaseCommand

from orders.models import Order


class Command(BaseCommand):
    help = "Bills what is open."

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=10)

    def handle(self, *args, **options):
        before = Order.objects.filter(status="open").count()
        asyncio.run(self.bill(options["limit"]))
        after = Order.objects.filter(status="open").count()
        self.stdout.write(f"{before} -> {after}")

    async def send(self, order):
        await asyncio.sleep(0)
        return order.pk

    async def bill(self, limit):
        for order in await sync_to_async(list)(Order.objects.filter(status="open").order_by("pk")[:limit]):
            await self.send(order)
            order.status = "billed"
            await sync_to_async(order.save)()
            self.stdout.write(f"{order.pk} {await sync_to_async(lambda order=order: order.customer.name)()}")
