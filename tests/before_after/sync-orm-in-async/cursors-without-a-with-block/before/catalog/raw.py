from contextlib import closing

from django.db import connection, connections


async def titles():
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT title FROM catalog_book WHERE pages > %s ORDER BY id", [50])
        return [title for (title,) in cursor.fetchall()]
    finally:
        cursor.close()


async def row_by_row():
    cursor = connections["default"].cursor()
    cursor.execute("SELECT title FROM catalog_book ORDER BY id")
    found = []
    for (title,) in cursor:
        found.append(title)
    return found


async def closed_behind_it():
    with closing(connection.cursor()) as cursor:
        cursor.execute("SELECT count(*) FROM catalog_book")
        return cursor.fetchone()[0]


async def tables():
    # Each thread has a connection of its own.
    connection.ensure_connection()
    return "catalog_book" in connection.introspection.table_names()
