import asyncio

from django.db import connection, transaction

from .models import Book


def has_loop():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def count():
    if has_loop():
        return None
    return Book.objects.count()


def publish(work):
    if connection.in_atomic_block:
        transaction.on_commit(work)
        return
    work()


async def announce(text):
    publish(lambda: print(text))
    return count()
