from asgiref.sync import sync_to_async
from django.db import models


class ItemManager(models.Manager):
    async def cheap(self):
        return [item.name for item in await sync_to_async(list)(self.filter(price__lt=10))]

    async def add(self, name, **values):
        if await sync_to_async(self.filter(name=name).exists)():
            return None
        return await sync_to_async(super().create)(name=name, **values)


class Item(models.Model):
    name = models.CharField(max_length=40)
    price = models.IntegerField(default=1)

    objects = ItemManager()

    def save(self, *args, **kwargs):
        self.name = self.name.strip()
        super().save(*args, **kwargs)

    def siblings(self):
        return Item.objects.filter(price=self.price).exclude(pk=self.pk)

    async def store(self):
        await sync_to_async(self.save)()
        return self.pk

    async def store_as_it_is(self):
        await sync_to_async(super().save)()
        return self.name

    async def others(self):
        return await sync_to_async(self.siblings().count)()

    @classmethod
    async def dearest(cls):
        return await sync_to_async(cls.objects.order_by("price").last)()

    @classmethod
    async def clear(cls):
        return (await sync_to_async(cls._default_manager.all().delete)())[0]
