"""Never call Order.objects.get(pk=1) in a coroutine; `for order in Order.objects.all()` is wrong as well."""

import ast

EXAMPLE = "order = Order.objects.get(pk=1)\norder.customer.name"


async def explain(order: "object"):
    # Order.objects.count() would raise SynchronousOnlyOperation here.
    tree = ast.parse(EXAMPLE)
    return f"Order.objects.count() {len(tree.body)}", getattr(order, "customer", None), EXAMPLE.count("order")


async def dictionaries(orders: dict, request: dict):
    orders.get("pk"), orders.update(a=1), orders.items()
    names = [].count(1), {}.get("x"), set().add("y"), "x".join(["a"])
    return [order for order in orders], names, "pk" in orders, request["user"]
