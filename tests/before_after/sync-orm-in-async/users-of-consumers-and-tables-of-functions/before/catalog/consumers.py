from channels.generic.websocket import AsyncJsonWebsocketConsumer

from .models import Note


def count():
    return Note.objects.count()


ANSWERS = {"count": count}


class NoteConsumer(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.user = self.scope["user"]
        self.titles = [note.title for note in self.user.notes.all()]
        await self.accept()

    async def receive_json(self, content):
        note = Note.objects.create(owner=self.scope["user"], title=content["title"])
        await self.send_json({"title": note.title, "count": ANSWERS["count"]()})
