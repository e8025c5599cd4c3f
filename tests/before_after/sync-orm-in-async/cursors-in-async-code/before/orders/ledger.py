from django.db import connection, connections

from .models import Order


async def totals():
    with connection.cursor() as cursor:
        cursor.execute("SELECT status, SUM(total) FROM orders_order GROUP BY status ORDER BY status")
        rows = cursor.fetchall()
    return dict(rows)


async def one(number):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT total FROM orders_order WHERE id = %s", [number])
        row = cursor.fetchone()
        return row[0] if row else None


async def raw():
    return [order.pk for order in Order.objects.raw("SELECT id FROM orders_order WHERE total > %s", [100])]


async def on_commit(seen):
    from django.db import transaction

    with transaction.atomic():
        Order.objects.filter(pk=3).delete()
        transaction.on_commit(lambda: seen.append("committed"))
        seen.append("inside")
    return seen
