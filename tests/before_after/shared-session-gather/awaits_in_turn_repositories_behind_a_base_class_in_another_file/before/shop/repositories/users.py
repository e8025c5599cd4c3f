from shop.models import User
from shop.repositories.base import BaseRepository


class UserRepository(BaseRepository):
    model = User
