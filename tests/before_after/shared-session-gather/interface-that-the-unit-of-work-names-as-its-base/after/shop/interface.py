from abc import ABC, abstractmethod

from shop.repositories import Customers, Orders


class UnitOfWork(ABC):
    customers: Customers
    orders: Orders

    @abstractmethod
    async def __aenter__(self): ...

    @abstractmethod
    async def __aexit__(self, *args) -> None: ...
