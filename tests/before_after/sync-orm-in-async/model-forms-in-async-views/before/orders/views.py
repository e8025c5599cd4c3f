from django.http import JsonResponse

from .forms import CustomerForm, OrderForm, SearchForm
from .models import Order


async def register(request):
    form = CustomerForm(request.POST)
    if form.is_valid():
        customer = form.save()
        return JsonResponse({"id": customer.pk}, status=201)
    return JsonResponse({"errors": form.errors}, status=400)


async def order(request):
    form = OrderForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    made = await Order.objects.acreate(**form.cleaned_data)
    return JsonResponse({"id": made.pk, "customer": made.customer.name}, status=201)


async def search(request):
    form = SearchForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    return JsonResponse({"ids": [order.pk async for order in Order.objects.filter(**form.cleaned_data)]})
