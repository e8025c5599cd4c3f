"""Runs without a web server: python -m orders.bot"""

import asyncio
import os

import django
from asgiref.sync import async_to_sync

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup()

from orders.models import Customer, Order  # noqa: E402


class Bot:
    def __init__(self):
        self.handlers = {}

    def command(self, name):
        def decorate(function):
            self.handlers[name] = function
            return function

        return decorate

    async def dispatch(self, text):
        name, *words = text.split()
        return await self.handlers[name](*words)


bot = Bot()


@bot.command("credit")
async def credit(email):
    customer = Customer.objects.filter(email=email).first()
    return f"{customer.credit}" if customer else "unknown"


@bot.command("orders")
async def orders(email):
    return " ".join(str(order.pk) for order in Order.objects.filter(customer__email=email))


async def refresh(seen):
    seen.append(Order.objects.filter(status="open").count())


async def background():
    seen = []
    task = asyncio.create_task(refresh(seen))
    await task
    return seen


def from_sync_code():
    return async_to_sync(bot.dispatch)("credit ada@example.com"), asyncio.run(background())


if __name__ == "__main__":
    print(from_sync_code())
