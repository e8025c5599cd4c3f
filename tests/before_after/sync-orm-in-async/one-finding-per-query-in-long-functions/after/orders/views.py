from __future__ import annotations

import asyncio
import json
from http import HTTPStatus

from asgiref.sync import sync_to_async
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .models import Customer, Line, Order, Product


async def shipping_of(total: int) -> int:
    await asyncio.sleep(0)
    return 0 if total > 50 else 5


@csrf_exempt
@require_POST
async def checkout(request: HttpRequest) -> JsonResponse:
    try:
        data = json.loads(request.body)
    except ValueError:
        return JsonResponse({"error": "no JSON"}, status=HTTPStatus.BAD_REQUEST)
    wanted = {row["product"]: row["quantity"] for row in data["lines"]}
    products = Product.objects.filter(name__in=wanted).order_by("name")
    missing = set(wanted) - {product.name for product in await sync_to_async(list)(products)}
    if missing:
        return JsonResponse({"missing": sorted(missing)}, status=HTTPStatus.NOT_FOUND)
    total = sum(product.price * wanted[product.name] for product in products)
    customer, _ = await Customer.objects.aget_or_create(email=data["email"], defaults={"name": "Guest"})
    order = Order(customer=customer, total=total + await shipping_of(total))
    await sync_to_async(order.save)()
    for product in products:
        if product.stock < wanted[product.name]:
            await sync_to_async(order.delete)()
            return JsonResponse({"sold out": product.name}, status=HTTPStatus.CONFLICT)
        await sync_to_async(Line.objects.create)(order=order, product=product, quantity=wanted[product.name])
    names = [line.product.name for line in await sync_to_async(list)(order.lines.select_related("product").order_by("pk"))]
    return JsonResponse({"order": order.pk, "total": order.total, "customer": order.customer.name, "names": names})
