from asgiref.sync import sync_to_async

from .models import Line, Order


async def refund(number):
    order = await Order.objects.aget(pk=number)
    (await sync_to_async(lambda: order.customer)()).credit += order.total
    await sync_to_async(order.customer.save)(update_fields=["credit"])
    return order.customer.credit


async def take(line: Line) -> int:
    if await sync_to_async(lambda: line.product.stock)() < line.quantity:
        raise ValueError("out of stock")
    line.product.stock -= line.quantity
    await sync_to_async(line.product.save)()
    return line.product.stock
