from django.http import JsonResponse

from .models import Order


async def number(request):
    return JsonResponse({"orders": await Order.objects.acount()})


async def paid(request):
    return JsonResponse({"orders": await Order.objects.paid().acount()})
