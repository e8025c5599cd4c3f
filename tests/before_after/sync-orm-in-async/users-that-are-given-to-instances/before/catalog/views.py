from django.http import HttpRequest

from .models import Note


async def made(request: HttpRequest):
    note = Note(title="a", owner=request.user)
    await note.asave()
    return note.owner_id


async def assigned(request: HttpRequest):
    note = Note(title="b")
    note.owner = request.user
    await note.asave()
    return note.owner.username


async def renamed(request: HttpRequest):
    request.user.first_name = "Ann"
    await request.user.asave()
    return request.user.get_full_name()


async def added(request: HttpRequest):
    request.user.last_name += "x"
    return request.user.last_name
