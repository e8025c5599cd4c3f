from asgiref.sync import sync_to_async
from ninja import Router, Schema

from .models import Order

router = Router()


class OrderOut(Schema):
    id: int
    total: int


@router.get("/orders", response=list[OrderOut])
async def orders(request):
    return await sync_to_async(list)(Order.objects.order_by("pk"))


@router.get("/orders/{number}", response=OrderOut)
async def read(request, number: int):
    return await Order.objects.aget(pk=number)
