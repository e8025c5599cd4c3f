from . import repository
from .repository import find_customer as _find


def summary(status):
    totals = repository.totals(status)
    return {"number": len(totals), "sum": sum(totals)}


def greeting(email, fallback="guest"):
    customer = _find(email)
    return f"Hello {customer.name if customer else fallback}"


def shout(text):
    return text.upper() + "!"
