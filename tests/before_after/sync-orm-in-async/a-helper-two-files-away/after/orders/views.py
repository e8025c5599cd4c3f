from asgiref.sync import sync_to_async
from django.http import HttpResponse, JsonResponse

from orders import repository, services
from orders.services import greeting


async def report(request, status):
    open_orders = repository.orders_with(status)
    numbers = [order.pk async for order in open_orders]
    return JsonResponse({**await sync_to_async(services.summary)(status), "orders": numbers})


async def customer(request):
    text = await sync_to_async(greeting)(request.GET["email"], fallback="stranger")
    return HttpResponse(services.shout(text))


def sync_report(request):
    return JsonResponse(services.summary("paid"))
