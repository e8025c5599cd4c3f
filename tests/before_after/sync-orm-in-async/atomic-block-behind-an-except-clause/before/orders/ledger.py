from django.db import IntegrityError, transaction
from django.http import JsonResponse

from .models import Customer, Order


async def register(request):
    try:
        with transaction.atomic():
            customer = Customer.objects.create(name="New", email=request.GET["email"])
            order = Order.objects.create(customer=customer)
            if "fail" in request.GET:
                raise ValueError("asked for")
    except IntegrityError:
        return JsonResponse({"error": "taken"}, status=409)
    except ValueError as error:
        return JsonResponse({"error": str(error)}, status=400)
    else:
        return JsonResponse({"customer": customer.pk, "order": order.pk}, status=201)
    finally:
        request.done = Order.objects.count()
