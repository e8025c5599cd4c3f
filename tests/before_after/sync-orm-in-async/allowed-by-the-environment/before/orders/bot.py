from .models import Customer, Order


def open_orders(email):
    return [order.pk for order in Order.objects.filter(customer__email=email, status="open")]


async def on_message(email):
    customer = Customer.objects.get(email=email)
    customer.credit += 1
    customer.save()
    return customer.credit, open_orders(email)
