from asgiref.sync import sync_to_async

from orders.models import Customer, Order
from orders.service import Accounts

accounts = Accounts("EUR")


class Dashboard:
    def __init__(self, currency: str) -> None:
        self.accounts = Accounts(currency)

    def headline(self) -> str:
        return f"{self.accounts.turnover} {self.accounts.sign()}"

    async def lines(self, customer: Customer) -> list[str]:
        return [await sync_to_async(self.headline)(), await sync_to_async(self.accounts.balance)(customer)]


async def balance(pk: int) -> str:
    customer = await Customer.objects.aget(pk=pk)
    return await sync_to_async(accounts.balance)(customer)


async def numbers(email: str) -> tuple[int, int]:
    return len(await sync_to_async(Accounts.open_orders)(email)), await sync_to_async(Accounts.customers)()


async def turnover() -> str:
    return f"{await sync_to_async(lambda: accounts.turnover)()} {accounts.sign()}"


async def total(pk: int) -> int:
    order = await Order.objects.aget(pk=pk)
    await sync_to_async(order.add_up)()
    return order.total if not order.is_large() else 100
