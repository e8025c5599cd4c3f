from asgiref.sync import sync_to_async
from django.http import HttpRequest

from .models import Note


async def made(request: HttpRequest):
    note = await sync_to_async(Note)(title="a", owner=request.user)
    await note.asave()
    return note.owner_id


async def assigned(request: HttpRequest):
    note = Note(title="b")
    await sync_to_async(setattr)(note, "owner", request.user)
    await note.asave()
    return note.owner.username


async def renamed(request: HttpRequest):
    await sync_to_async(setattr)(request.user, "first_name", "Ann")
    await request.user.asave()
    return request.user.get_full_name()


async def added(request: HttpRequest):
    request.user.last_name = await sync_to_async(lambda: request.user.last_name)() + "x"
    return request.user.last_name
