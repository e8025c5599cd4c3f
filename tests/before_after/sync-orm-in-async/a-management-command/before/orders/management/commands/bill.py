import asyncio

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
        for order in Order.objects.filter(status="open").order_by("pk")[:limit]:
            await self.send(order)
            order.status = "billed"
            order.save()
            self.stdout.write(f"{order.pk} {order.customer.name}")
