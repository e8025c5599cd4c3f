from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpResponse
from django.utils.decorators import sync_and_async_middleware

from .models import Customer, Order


class CustomerMiddleware:
    async_capable = True
    sync_capable = False

    def __init__(self, get_response):
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request):
        request.customer = Customer.objects.filter(email=request.headers.get("X-Customer", "")).first()
        response = await self.get_response(request)
        if request.customer is not None:
            response["X-Credit"] = str(request.customer.credit)
        return response


@sync_and_async_middleware
def limits(get_response):
    def too_many(customer):
        return customer is not None and Order.objects.filter(customer=customer).count() > 1

    if iscoroutinefunction(get_response):

        async def middleware(request):
            if too_many(request.customer):
                return HttpResponse(status=429)
            return await get_response(request)

    else:

        def middleware(request):
            if too_many(request.customer):
                return HttpResponse(status=429)
            return get_response(request)

    return middleware
