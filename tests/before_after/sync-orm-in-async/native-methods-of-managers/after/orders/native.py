from django.db.models import Sum

from .models import Customer, Order, Product


async def rows(email):
    customer = await Customer.objects.aget(email=email)
    first = await customer.orders.order_by("pk").afirst()
    last = await Order.objects.filter(status="paid").alast()
    return customer.name, first.total, last.total


async def numbers():
    total = (await Order.objects.aaggregate(n=Sum("total")))["n"]
    return total, await Order.objects.acount(), await Order.objects.filter(status="lost").aexists()


async def writes():
    product, created = await Product.objects.aget_or_create(name="Cap", defaults={"price": 4})
    await Product.objects.abulk_create([Product(name="Mug", price=8)])
    await Product.objects.filter(name="Pen").aupdate(stock=1)
    deleted, _ = await Product.objects.filter(pk=product.pk).adelete()
    return created, deleted, sorted((await Product.objects.ain_bulk(field_name="id")).values(), key=lambda p: p.pk)[0].stock


async def names(pk):
    return (await Customer.objects.aget(pk=pk)).name.upper(), (await Order.objects.aearliest("total")).pk
