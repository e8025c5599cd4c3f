from django.db import models


class ItemManager(models.Manager):
    async def cheap(self):
        return [item.name for item in self.filter(price__lt=10)]

    async def add(self, name, **values):
        if self.filter(name=name).exists():
            return None
        return super().create(name=name, **values)


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
        self.save()
        return self.pk

    async def store_as_it_is(self):
        super().save()
        return self.name

    async def others(self):
        return self.siblings().count()

    @classmethod
    async def dearest(cls):
        return cls.objects.order_by("price").last()

    @classmethod
    async def clear(cls):
        return cls._default_manager.all().delete()[0]
