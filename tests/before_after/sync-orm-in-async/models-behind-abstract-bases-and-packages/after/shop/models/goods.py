from django.db import models

from core.models import Named


class Category(Named):
    pass


class Item(Named):
    category = models.ForeignKey("shop.Category", on_delete=models.CASCADE, related_name="%(class)ss")
    price = models.IntegerField(default=1)
