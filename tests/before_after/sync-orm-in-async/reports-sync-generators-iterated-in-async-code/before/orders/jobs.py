from django.db import transaction

from .models import Order


def claim():
    """One order after the other, each taken only when the one before is done."""
    while True:
        with transaction.atomic():
            order = Order.objects.select_for_update().filter(status="open").first()
            if order is None:
                return
            order.status = "taken"
            order.save()
        yield order


def pairs():
    for order in Order.objects.all():
        yield order.pk, order.total
