import django.db.transaction
from django.db import transaction as tx
from django.db.transaction import atomic

from .models import Customer, Product

DATABASE = "default"


def in_transaction():
    """A name that is taken."""
    return 1


async def add(name):
    with atomic(using=DATABASE, durable=True):
        product = Product.objects.using(DATABASE).create(name=name, price=1)
    return product.pk + in_transaction()


async def double(in_transaction=2):
    with tx.atomic("default", savepoint=False):
        for product in Product.objects.all():
            product.price *= in_transaction
            product.save()
    return [price async for price in Product.objects.order_by("pk").values_list("price", flat=True)]


async def both(name):
    with django.db.transaction.atomic():
        Product.objects.filter(name=name).delete()
    with atomic():
        Customer.objects.filter(credit=0).delete()
        left = Customer.objects.count()
    return left


async def decorated(limit):
    @atomic
    def clean():
        return Product.objects.filter(price__lt=limit).delete()[0]

    return clean()


async def with_others(path):
    with open(path) as lines, atomic():
        for line in lines:
            Product.objects.create(name=line.strip(), price=9)
    return await Product.objects.acount()
