
from django.db.models import F

from .models import Order, Product


async def discount(percent):
	# All but the first.
	for product in Product.objects.order_by("pk")[1:]:
		product.price -= product.price * percent // 100
		product.save()
	return Product.objects.filter(price__gt=F("stock")).count()


async def number():
	return Order.objects.count()
