import logging

from django.db import transaction
from django.views import View
from django.http import JsonResponse
from asgiref.sync import sync_to_async

from .models import Order, Product

log = logging.getLogger(__name__)


class Restock(View):
    step = 5

    async def post(self, request, name):
        if name == "all":
            # Everything, in one go.
            def in_transaction():
                with transaction.atomic():  # short

                    def more(product):
                        product.stock += self.step  # five
                        product.save()

                    for product in Product.objects.order_by("pk"):
                        more(product)

                    # nothing more

            await sync_to_async(in_transaction)()
            log.info("restocked")
        elif name:
            def in_transaction_2():
                with transaction.atomic():
                    self.product = Product.objects.get(name=name)
                    self.product.stock += self.step
                    self.product.save()

            await sync_to_async(in_transaction_2)()
        return JsonResponse({"stock": await self.stocks(), "orders": await sync_to_async(Order.objects.count)()})

    async def stocks(self):
        return [stock async for stock in Product.objects.order_by("pk").values_list("stock", flat=True)]


class Audited(Restock):
    async def post(self, request, name):
        def in_transaction():
            with transaction.atomic():
                before = {product.name for product in Product.objects.all()}
                Product.objects.create(name=name, price=1)
                after = {product.name for product in Product.objects.all()}
                text: str = f"{sorted(after - before)}"
            return text

        text = await sync_to_async(in_transaction)()
        return JsonResponse({"new": text})
