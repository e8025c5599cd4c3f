from channels.generic.websocket import AsyncWebsocketConsumer

from .models import Customer, Order


class OrderConsumer(AsyncWebsocketConsumer):
    async def connect(self):
        self.customer = Customer.objects.get(email=self.scope["email"])
        await self.accept()

    async def receive(self, text_data=None, bytes_data=None):
        order = self.customer.orders.create(total=int(text_data))
        await self.send(text_data=self.line(order))

    def line(self, order: Order) -> str:
        return f"{order.customer.name} {self.customer.orders.count()}"
