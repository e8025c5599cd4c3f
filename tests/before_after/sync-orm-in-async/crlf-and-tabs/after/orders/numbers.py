
from asgiref.sync import sync_to_async
from django.db.models import F

from .models import Order, Product


async def discount(percent):
	# All but the first.
	for product in await sync_to_async(list)(Product.objects.order_by("pk")[1:]):
		product.price -= product.price * percent // 100
		await sync_to_async(product.save)()
	return await sync_to_async(Product.objects.filter(price__gt=F("stock")).count)()


async def number():
	return await sync_to_async(Order.objects.count)()
