from asgiref.sync import sync_to_async
from ninja import Router

from .models import Order

router = Router()


@router.get("/orders/{number}")
async def read(request, number: int):
    order = await sync_to_async(Order.objects.select_related("customer").get)(pk=number)
    return {"total": order.total, "customer": order.customer.name}


@router.get("/turnover")
async def turnover(request):
    return {"turnover": await sync_to_async(Order.objects.paid().turnover)()}
