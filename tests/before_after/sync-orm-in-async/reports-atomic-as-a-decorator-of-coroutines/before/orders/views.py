from django.db import transaction
from django.db.transaction import atomic
from django.http import JsonResponse

from .models import Order


@transaction.atomic
async def pay(request, number):
    order = await Order.objects.aget(pk=number)
    order.status = "paid"
    await order.asave()
    return JsonResponse({"status": order.status})


class Service:
    @atomic(using="default")
    async def close(self, number):
        await Order.objects.filter(pk=number).aupdate(status="closed")


@atomic
def right(number):
    Order.objects.filter(pk=number).update(status="closed")
