from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views import View
from django.views.generic import ListView

from .models import Customer, Order


def detail(request, pk):
    order = get_object_or_404(Order, pk=pk)
    return JsonResponse({"customer": order.customer.name, "lines": order.lines.count()})


@login_required
def mine(request):
    orders = Order.objects.filter(customer__email=request.user.email)
    return render(request, "orders.html", {"orders": orders, "number": len(orders)})


class Orders(ListView):
    model = Order

    def get_queryset(self):
        if self.request.session.get("closed"):
            return Order.objects.filter(status="closed")
        return super().get_queryset()


class CustomerView(View):
    def get(self, request, pk):
        return JsonResponse({"name": Customer.objects.get(pk=pk).name})

    def post(self, request, pk):
        Customer.objects.filter(pk=pk).update(name=request.POST["name"])
        return JsonResponse({})


def stream(request):
    from asgiref.sync import async_to_sync

    async def fetch(urls):
        return [len(url) for url in urls]

    return async_to_sync(fetch)([order.status for order in Order.objects.all()])
