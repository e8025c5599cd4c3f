from .models import Customer
from .signals import order_paid


async def paid(number):
    results = await order_paid.asend("payments", number=number)
    return sorted(result for _, result in results), Customer.objects.filter(credit__gt=100).count()
