from asgiref.sync import sync_to_async
from django.db import transaction

from .models import Customer, Order

made = 0


async def chain(totals):
    last = None
    for total in totals:
        if last is not None:
            total += last.total

        def in_transaction():
            nonlocal last
            with transaction.atomic():
                last = Order.objects.create(customer_id=1, total=total)

        await sync_to_async(in_transaction)()
    return last.total


async def steps(email, number):
    step = "start"
    try:
        def in_transaction():
            nonlocal step
            with transaction.atomic():
                step = "customer"
                customer = Customer.objects.get(email=email)
                step = "order"
                customer.orders.get(pk=number)
                step = "done"

        await sync_to_async(in_transaction)()
    except (Customer.DoesNotExist, Order.DoesNotExist):
        return f"failed at {step}"
    return step


async def count(number):
    global made

    def in_transaction():
        global made
        with transaction.atomic():
            for _ in range(number):
                Order.objects.create(customer_id=2)
                made += 1

    await sync_to_async(in_transaction)()
    return made


async def maybe(create):
    order = None

    def in_transaction():
        nonlocal order
        with transaction.atomic():
            Customer.objects.filter(pk=2).update(credit=0)
            if create:
                order = Order.objects.create(customer_id=2, total=9)

    await sync_to_async(in_transaction)()
    return order.total if order else None


async def closure():
    def describe():
        return f"{name} {credit}"

    def in_transaction():
        with transaction.atomic():
            name, credit = Customer.objects.values_list("name", "credit").get(pk=1)
        return credit, name

    credit, name = await sync_to_async(in_transaction)()
    return describe()


async def kept(numbers):
    total = 0
    number = None
    savepoint = None

    def in_transaction():
        nonlocal total, number, savepoint
        with transaction.atomic():
            for number in numbers:
                with transaction.atomic() as savepoint:
                    import decimal

                    order = Order.objects.get(pk=number)
                total = decimal.Decimal(order.total) + total

    await sync_to_async(in_transaction)()
    return number, total, savepoint
