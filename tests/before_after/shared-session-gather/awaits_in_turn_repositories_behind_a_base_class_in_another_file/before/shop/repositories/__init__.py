from .orders import OrderRepository
from .users import UserRepository

__all__ = ["OrderRepository", "UserRepository"]
