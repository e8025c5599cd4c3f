from asgiref.sync import sync_to_async

from shop import models
from shop.models import Basket, Item


async def prices(name):
    category = await sync_to_async(models.Category.objects.get)(name=name)
    return {item.name: item.price for item in await sync_to_async(list)(category.items.all())}


async def fill(*names):
    basket = await sync_to_async(Basket.objects.create)()
    for item in await sync_to_async(list)(Item.objects.filter(name__in=names)):
        await sync_to_async(basket.items.add)(item)
    return await sync_to_async(lambda: basket.total)()


async def rename(item: Item, name: str) -> str:
    await sync_to_async(item.rename)(name)
    return str(item)
