from django.http import HttpResponse, JsonResponse

from orders import repository, services
from orders.services import greeting


async def report(request, status):
    open_orders = repository.orders_with(status)
    numbers = [order.pk async for order in open_orders]
    return JsonResponse({**services.summary(status), "orders": numbers})


async def customer(request):
    text = greeting(request.GET["email"], fallback="stranger")
    return HttpResponse(services.shout(text))


def sync_report(request):
    return JsonResponse(services.summary("paid"))
