from django.db import transaction

from .models import Customer, Order


@transaction.atomic
def close(email):
    customer = Customer.objects.select_for_update().get(email=email)
    number = customer.orders.update(status="closed")
    customer.credit = 0
    customer.save()
    return number


def merge(source, target):
    with transaction.atomic():
        Order.objects.filter(customer__email=source).update(customer=Customer.objects.get(email=target))
        Customer.objects.filter(email=source).delete()


async def leave(email):
    number = close(email)
    merge(email, "bo@example.com")
    return number
