from __future__ import annotations

from asgiref.sync import sync_to_async
from django.core.exceptions import ValidationError

from .models import Customer, Order, Product


async def pay(number: int) -> str:
    order = await sync_to_async(Order.objects.get)(pk=number)
    order.status = "paid"
    await sync_to_async(order.save)(update_fields=["status"])
    await sync_to_async(order.refresh_from_db)()
    return order.status


async def register(name: str, email: str) -> int | None:
    customer = Customer(name=name, email=email)
    try:
        await sync_to_async(customer.full_clean)()
    except ValidationError:
        return None
    await sync_to_async(customer.save)()
    return customer.pk


async def drop(product: Product) -> int:
    deleted, _ = await sync_to_async(product.delete)()
    return deleted


async def restock(products: list[Product], amount: int) -> None:
    for product in products:
        product.stock += amount
        await sync_to_async(product.save)()
