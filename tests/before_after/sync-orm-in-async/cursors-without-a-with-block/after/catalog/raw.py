from contextlib import closing

from asgiref.sync import sync_to_async
from django.db import connection, connections


async def titles():
    cursor = await sync_to_async(lambda: connection.cursor())()
    try:
        await sync_to_async(cursor.execute)("SELECT title FROM catalog_book WHERE pages > %s ORDER BY id", [50])
        return [title for (title,) in await sync_to_async(cursor.fetchall)()]
    finally:
        await sync_to_async(cursor.close)()


async def row_by_row():
    cursor = await sync_to_async(lambda: connections["default"].cursor())()
    await sync_to_async(cursor.execute)("SELECT title FROM catalog_book ORDER BY id")
    found = []
    for (title,) in await sync_to_async(list)(cursor):
        found.append(title)
    return found


async def closed_behind_it():
    def with_cursor():
        with closing(connection.cursor()) as cursor:
            cursor.execute("SELECT count(*) FROM catalog_book")
            return cursor.fetchone()[0]

    return await sync_to_async(with_cursor)()


async def tables():
    # Each thread has a connection of its own.
    await sync_to_async(lambda: connection.ensure_connection())()
    return "catalog_book" in await sync_to_async(lambda: connection.introspection.table_names())()
