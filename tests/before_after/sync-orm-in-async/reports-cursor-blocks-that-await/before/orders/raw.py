from django.db import connection


async def copy(publish):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, total FROM orders_order")
        for row in cursor:
            await publish(row)


async def pages(size):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM orders_order")
        while rows := cursor.fetchmany(size):
            yield rows
