from django.dispatch import Signal, receiver

from .models import Customer

order_paid = Signal()


@receiver(order_paid)
def reward(sender, email, **kwargs):
    Customer.objects.filter(email=email).update(credit=10)
