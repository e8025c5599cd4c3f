from ninja import Router

from .models import Order

router = Router()


@router.get("/orders/{number}")
async def read(request, number: int):
    order = Order.objects.select_related("customer").get(pk=number)
    return {"total": order.total, "customer": order.customer.name}


@router.get("/turnover")
async def turnover(request):
    return {"turnover": Order.objects.paid().turnover()}
