from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from .models import Customer, Order


class OrderConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        self.customer = await sync_to_async(Customer.objects.get)(email=self.scope["email"])
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        order = await sync_to_async(self.customer.orders.create)(total=int(text_data))
        await self.send(text_data=await sync_to_async(self.line)(order))

    def line(self, order: Order) -> str:
        return f"{order.customer.name} {self.customer.orders.count()}"
