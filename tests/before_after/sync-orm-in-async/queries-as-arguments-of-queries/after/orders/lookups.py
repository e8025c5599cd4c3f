from asgiref.sync import sync_to_async

from .models import Customer, Order, Product


async def latest_of(email):
    return (await sync_to_async(Order.objects.filter(customer=await sync_to_async(Customer.objects.get)(email=email)).last)()).total


async def place(email, price):
    return await sync_to_async(Order.objects.create)(
        customer=await sync_to_async(Customer.objects.get)(email=email),
        total=await price(),
    )


async def cheaper_than(name):
    return await sync_to_async(Product.objects.filter(price__lt=(await sync_to_async(Product.objects.get)(name=name)).price).count)()


async def subquery():
    paid = Order.objects.paid()
    return await sync_to_async(Customer.objects.filter(orders__in=paid).distinct().count)()


async def either(email):
    return await sync_to_async(Order.objects.of(await sync_to_async(Customer.objects.filter(email=email).first)() or await sync_to_async(Customer.objects.first)()).exists)()
