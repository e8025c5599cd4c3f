from orders.models import Customer, Order
from orders.service import Accounts

accounts = Accounts("EUR")


class Dashboard:
    def __init__(self, currency: str) -> None:
        self.accounts = Accounts(currency)

    def headline(self) -> str:
        return f"{self.accounts.turnover} {self.accounts.sign()}"

    async def lines(self, customer: Customer) -> list[str]:
        return [self.headline(), self.accounts.balance(customer)]


async def balance(pk: int) -> str:
    customer = await Customer.objects.aget(pk=pk)
    return accounts.balance(customer)


async def numbers(email: str) -> tuple[int, int]:
    return len(Accounts.open_orders(email)), Accounts.customers()


async def turnover() -> str:
    return f"{accounts.turnover} {accounts.sign()}"


async def total(pk: int) -> int:
    order = await Order.objects.aget(pk=pk)
    order.add_up()
    return order.total if not order.is_large() else 100
