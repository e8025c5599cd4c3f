from .models import Customer, Order


async def query(name, **filters):
    return getattr(Order.objects, name)(**filters)


async def figure(what):
    orders = Order.objects.filter(status="paid")
    return getattr(orders, what)()


async def known(email):
    return getattr(Customer, "objects").filter(email=email)
