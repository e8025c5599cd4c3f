import django.db.transaction
from asgiref.sync import sync_to_async
from django.db import transaction as tx
from django.db.transaction import atomic

from .models import Customer, Product

DATABASE = "default"


def in_transaction():
    """A name that is taken."""
    return 1


async def add(name):
    def in_transaction_2():
        with atomic(using=DATABASE, durable=True):
            product = Product.objects.using(DATABASE).create(name=name, price=1)
        return product

    product = await sync_to_async(in_transaction_2)()
    return product.pk + in_transaction()


async def double(in_transaction=2):
    def in_transaction_2():
        with tx.atomic("default", savepoint=False):
            for product in Product.objects.all():
                product.price *= in_transaction
                product.save()

    await sync_to_async(in_transaction_2)()
    return [price async for price in Product.objects.order_by("pk").values_list("price", flat=True)]


async def both(name):
    def in_transaction():
        with django.db.transaction.atomic():
            Product.objects.filter(name=name).delete()

    await sync_to_async(in_transaction)()

    def in_transaction_2():
        with atomic():
            Customer.objects.filter(credit=0).delete()
            left = Customer.objects.count()
        return left

    left = await sync_to_async(in_transaction_2)()
    return left


async def decorated(limit):
    @atomic
    def clean():
        return Product.objects.filter(price__lt=limit).delete()[0]

    return await sync_to_async(clean)()


async def with_others(path):
    def in_transaction():
        with open(path) as lines, atomic():
            for line in lines:
                Product.objects.create(name=line.strip(), price=9)

    await sync_to_async(in_transaction)()
    return await Product.objects.acount()
