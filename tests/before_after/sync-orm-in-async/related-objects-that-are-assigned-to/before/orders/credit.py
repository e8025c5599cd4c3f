from .models import Line, Order


async def refund(number):
    order = await Order.objects.aget(pk=number)
    order.customer.credit += order.total
    order.customer.save(update_fields=["credit"])
    return order.customer.credit


async def take(line: Line) -> int:
    if line.product.stock < line.quantity:
        raise ValueError("out of stock")
    line.product.stock -= line.quantity
    line.product.save()
    return line.product.stock
