from django.db import transaction

from .models import Customer


async def transfer(source, target, amount):
    with transaction.atomic():
        giver = Customer.objects.select_for_update().get(email=source)
        taker = Customer.objects.select_for_update().get(email=target)

        # Never below zero.
        if giver.credit < amount:
            raise ValueError("not enough")
        giver.credit -= amount
        giver.save()
        taker.credit += amount
        taker.save()
