from django.db import transaction

from .models import Customer, Order

made = 0


async def chain(totals):
    last = None
    for total in totals:
        if last is not None:
            total += last.total
        with transaction.atomic():
            last = Order.objects.create(customer_id=1, total=total)
    return last.total


async def steps(email, number):
    step = "start"
    try:
        with transaction.atomic():
            step = "customer"
            customer = Customer.objects.get(email=email)
            step = "order"
            customer.orders.get(pk=number)
            step = "done"
    except (Customer.DoesNotExist, Order.DoesNotExist):
        return f"failed at {step}"
    return step


async def count(number):
    global made
    with transaction.atomic():
        for _ in range(number):
            Order.objects.create(customer_id=2)
            made += 1
    return made


async def maybe(create):
    order = None
    with transaction.atomic():
        Customer.objects.filter(pk=2).update(credit=0)
        if create:
            order = Order.objects.create(customer_id=2, total=9)
    return order.total if order else None


async def closure():
    def describe():
        return f"{name} {credit}"

    with transaction.atomic():
        name, credit = Customer.objects.values_list("name", "credit").get(pk=1)
    return describe()


async def kept(numbers):
    total = 0
    with transaction.atomic():
        for number in numbers:
            with transaction.atomic() as savepoint:
                import decimal

                order = Order.objects.get(pk=number)
            total = decimal.Decimal(order.total) + total
    return number, total, savepoint
