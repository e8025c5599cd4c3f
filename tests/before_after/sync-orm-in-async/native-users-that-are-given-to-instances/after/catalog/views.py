from django.http import HttpRequest

from .models import Note


async def made(request: HttpRequest):
    note = Note(title="a", owner=await request.auser())
    await note.asave()
    return note.owner_id


async def assigned(request: HttpRequest):
    note = Note(title="b")
    note.owner = await request.auser()
    await note.asave()
    return note.owner.username


async def renamed(request: HttpRequest):
    (await request.auser()).first_name = "Ann"
    await (await request.auser()).asave()
    return (await request.auser()).get_full_name()


async def added(request: HttpRequest):
    (await request.auser()).last_name += "x"
    return (await request.auser()).last_name
