from asgiref.sync import sync_to_async
from django.db import transaction

from .models import Line, Order, Product


async def order(customer, basket):
    total = 0
    made = None
    number = None
    product = None

    def in_transaction():
        nonlocal total, made, number, product
        with transaction.atomic():
            made = Order.objects.create(customer=customer)
            for name, quantity in basket.items():
                product = Product.objects.get(name=name)
                Line.objects.create(order=made, product=product, quantity=quantity)
                total += product.price * quantity
            made.total, number = total, made.lines.count()
            made.save()

    await sync_to_async(in_transaction)()
    return {"id": made.pk, "total": total, "lines": number, "last": product.name}
