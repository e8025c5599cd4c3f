from shop import models
from shop.models import Basket, Item


async def prices(name):
    category = models.Category.objects.get(name=name)
    return {item.name: item.price for item in category.items.all()}


async def fill(*names):
    basket = Basket.objects.create()
    for item in Item.objects.filter(name__in=names):
        basket.items.add(item)
    return basket.total


async def rename(item: Item, name: str) -> str:
    item.rename(name)
    return str(item)
