import contextlib
import logging

from .models import Customer, Order, Product

log = logging.getLogger(__name__)


class Unknown(Exception):
    pass


async def must_have(email):
    if not Customer.objects.filter(email=email).exists():
        raise Unknown(Customer.objects.count())


async def quietly(number):
    with contextlib.suppress(Order.DoesNotExist):
        Order.objects.get(pk=number).delete()
        return True
    return False


async def always():
    try:
        return int("x")
    except ValueError:
        log.info("%s orders", Order.objects.count())
        return None
    finally:
        Product.objects.filter(name="Pen").update(stock=0)


async def totals():
    yield Order.objects.count()
    yield Order.objects.turnover()


async def mapping():
    return {"one": Order.objects.count(), **dict(Product.objects.values_list("name", "price"))}


async def stored(target):
    target["n"], target["m"] = Order.objects.count(), Product.objects.count()
    target["n"] += Customer.objects.count()
    return target


async def one_line(x): return Order.objects.filter(pk=x).count()


async def semicolons(x):
    if x: Product.objects.create(name="Cap", price=x); x += 1
    return x, Product.objects.count()


class Cart:
    async def size(self):
        self.size_ = Order.objects.count()
        return self.size_
