from .goods import Category, Item
from .orders import Basket

__all__ = ["Basket", "Category", "Item"]
