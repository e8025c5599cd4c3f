from __future__ import annotations

from django.core.exceptions import ValidationError

from .models import Customer, Order, Product


async def pay(number: int) -> str:
    order = Order.objects.get(pk=number)
    order.status = "paid"
    order.save(update_fields=["status"])
    order.refresh_from_db()
    return order.status


async def register(name: str, email: str) -> int | None:
    customer = Customer(name=name, email=email)
    try:
        customer.full_clean()
    except ValidationError:
        return None
    customer.save()
    return customer.pk


async def drop(product: Product) -> int:
    deleted, _ = product.delete()
    return deleted


async def restock(products: list[Product], amount: int) -> None:
    for product in products:
        product.stock += amount
        product.save()
