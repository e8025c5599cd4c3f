from django.db.models import F

from orders.models import Customer, Product


async def load(rows):
    made = Product.objects.bulk_create([Product(name=name, price=price) for name, price in rows])
    return len(made)


async def raise_prices(percent):
    products = [product async for product in Product.objects.all()]
    for product in products:
        product.price = product.price * (100 + percent) // 100
    Product.objects.bulk_update(products, ["price"], batch_size=100)
    return Product.objects.filter(price__gt=20).update(stock=F("stock") + 1)


async def clean_up():
    number, per_model = Product.objects.filter(stock=0).delete()
    return number


async def names(ids):
    return sorted(product.name for product in Product.objects.in_bulk(ids).values())


async def customer(email):
    found, created = Customer.objects.get_or_create(email=email, defaults={"name": email.split("@")[0]})
    return found.name, created


async def credit(email, amount):
    return Customer.objects.update_or_create(email=email, defaults={"credit": amount})[0].credit
