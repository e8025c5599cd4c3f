from django.db.models import Count, Q

from .models import Customer, Order


async def best():
    customer = (
        Customer.objects.annotate(number=Count("orders"))  # with all of them
        # the busiest first
        .order_by("-number", "pk")
        .first()
    )
    return customer.name


async def numbers(minimum):
    return list(
        Order.objects.filter(
            Q(total__gt=minimum)  # large
            | Q(status="paid"),  # or paid
        )
        .order_by("pk")
        .values_list("pk", flat=True)
    )


async def rows():
    return {
        # key: mail address
        customer.email: customer.name
        for customer in Customer.objects.order_by("pk")  # all
        if customer.credit > 10
    }


async def make(email):
    return Order.objects.create(
        # who
        customer_id=2,
        status="new",  # not paid yet
        total=len(
            email,
        ),
    )
