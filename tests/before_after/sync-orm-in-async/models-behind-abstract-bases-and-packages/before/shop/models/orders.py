from django.db import models

import core.models

from .goods import Item


class Basket(core.models.Stamped):
    items = models.ManyToManyField(Item, through="Position")

    @property
    def total(self):
        return sum(position.item.price for position in self.position_set.select_related("item"))


class Position(models.Model):
    basket = models.ForeignKey(Basket, on_delete=models.CASCADE)
    item = models.ForeignKey(Item, on_delete=models.CASCADE)
