from django.http import HttpResponse, JsonResponse
from django.views import View

from .models import Customer, Order


class CustomerOrders(View):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.limit = Order.objects.count()

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.customer = Customer.objects.get(pk=kwargs["pk"])

    def dispatch(self, request, *args, **kwargs):
        if not self.customer.orders.exists():
            return HttpResponse(status=204)
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(self, request, *args, **kwargs):
        return HttpResponse(f"{Customer.objects.count()}", status=405)

    async def get(self, request, pk):
        return JsonResponse({"name": self.customer.name, "limit": self.limit})


class SyncOrders(View):
    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.customer = Customer.objects.get(pk=kwargs["pk"])

    def get(self, request, pk):
        return JsonResponse({"name": self.customer.name, "orders": self.customer.orders.count()})
