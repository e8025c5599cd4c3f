"""All queries of the shop."""

from .models import Customer, Order


def orders_with(status):
    return Order.objects.filter(status=status)


def totals(status):
    return [order.total for order in orders_with(status)]


def find_customer(email):
    return Customer.objects.filter(email=email).first()
