from .models import Customer, Order, Product


async def latest_of(email):
    return Order.objects.filter(customer=Customer.objects.get(email=email)).last().total


async def place(email, price):
    return Order.objects.create(
        customer=Customer.objects.get(email=email),
        total=await price(),
    )


async def cheaper_than(name):
    return Product.objects.filter(price__lt=Product.objects.get(name=name).price).count()


async def subquery():
    paid = Order.objects.paid()
    return Customer.objects.filter(orders__in=paid).distinct().count()


async def either(email):
    return Order.objects.of(Customer.objects.filter(email=email).first() or Customer.objects.first()).exists()
