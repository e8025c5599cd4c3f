import contextlib
import logging

from asgiref.sync import sync_to_async

from .models import Customer, Order, Product

log = logging.getLogger(__name__)


class Unknown(Exception):
    pass


async def must_have(email):
    if not await sync_to_async(Customer.objects.filter(email=email).exists)():
        raise Unknown(await sync_to_async(Customer.objects.count)())


async def quietly(number):
    with contextlib.suppress(Order.DoesNotExist):
        await sync_to_async(lambda: Order.objects.get(pk=number).delete())()
        return True
    return False


async def always():
    try:
        return int("x")
    except ValueError:
        log.info("%s orders", await sync_to_async(Order.objects.count)())
        return None
    finally:
        await sync_to_async(Product.objects.filter(name="Pen").update)(stock=0)


async def totals():
    yield await sync_to_async(Order.objects.count)()
    yield await sync_to_async(Order.objects.turnover)()


async def mapping():
    return {"one": await sync_to_async(Order.objects.count)(), **await sync_to_async(dict)(Product.objects.values_list("name", "price"))}


async def stored(target):
    target["n"], target["m"] = await sync_to_async(Order.objects.count)(), await sync_to_async(Product.objects.count)()
    target["n"] += await sync_to_async(Customer.objects.count)()
    return target


async def one_line(x): return await sync_to_async(Order.objects.filter(pk=x).count)()


async def semicolons(x):
    if x: await sync_to_async(Product.objects.create)(name="Cap", price=x); x += 1
    return x, await sync_to_async(Product.objects.count)()


class Cart:
    async def size(self):
        self.size_ = await sync_to_async(Order.objects.count)()
        return self.size_
