from django.db.models import Sum

from .models import Customer, Order, Product


async def rows(email):
    customer = Customer.objects.get(email=email)
    first = customer.orders.order_by("pk").first()
    last = Order.objects.filter(status="paid").last()
    return customer.name, first.total, last.total


async def numbers():
    total = Order.objects.aggregate(n=Sum("total"))["n"]
    return total, Order.objects.count(), Order.objects.filter(status="lost").exists()


async def writes():
    product, created = Product.objects.get_or_create(name="Cap", defaults={"price": 4})
    Product.objects.bulk_create([Product(name="Mug", price=8)])
    Product.objects.filter(name="Pen").update(stock=1)
    deleted, _ = Product.objects.filter(pk=product.pk).delete()
    return created, deleted, sorted(Product.objects.in_bulk(field_name="id").values(), key=lambda p: p.pk)[0].stock


async def names(pk):
    return Customer.objects.get(pk=pk).name.upper(), Order.objects.earliest("total").pk
