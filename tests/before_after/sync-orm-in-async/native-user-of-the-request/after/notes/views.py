from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse

from .models import Note


async def me(request):
    if not (await request.auser()).is_authenticated:
        return JsonResponse({"name": None})
    return JsonResponse({"name": (await request.auser()).username, "id": (await request.auser()).pk})


@login_required
async def staff(request):
    user = await request.auser()
    if user.is_staff:
        return HttpResponse("welcome")
    return HttpResponseForbidden(f"{user} is no staff")


async def mine(request):
    notes = Note.objects.filter(owner=await request.auser())
    return JsonResponse({"notes": [note.text async for note in notes.order_by("pk")]})


async def hello(request):
    return HttpResponse(f"Hello {await request.auser()}")


async def add(request):
    note = await Note.objects.acreate(owner_id=(await request.auser()).id, text=request.GET["text"])
    return JsonResponse({"id": note.pk})


async def latest(request):
    found = await Note.objects.filter(owner=await request.auser()).order_by("pk").alast()
    return HttpResponse(found.text)


def greeting(request):
    return f"Hello {request.user.username}"


async def greet(request):
    if await sync_to_async(lambda: request.user.is_authenticated)():
        return HttpResponse(greeting(request))
    return HttpResponse("Hello")
