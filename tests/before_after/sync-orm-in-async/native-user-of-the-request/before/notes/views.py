from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseForbidden, JsonResponse

from .models import Note


async def me(request):
    if not request.user.is_authenticated:
        return JsonResponse({"name": None})
    return JsonResponse({"name": request.user.username, "id": request.user.pk})


@login_required
async def staff(request):
    user = request.user
    if user.is_staff:
        return HttpResponse("welcome")
    return HttpResponseForbidden(f"{user} is no staff")


async def mine(request):
    notes = Note.objects.filter(owner=request.user)
    return JsonResponse({"notes": [note.text async for note in notes.order_by("pk")]})


async def hello(request):
    return HttpResponse(f"Hello {request.user}")


async def add(request):
    note = await Note.objects.acreate(owner_id=request.user.id, text=request.GET["text"])
    return JsonResponse({"id": note.pk})


async def latest(request):
    found = Note.objects.filter(owner=request.user).order_by("pk").last()
    return HttpResponse(found.text)


def greeting(request):
    return f"Hello {request.user.username}"


async def greet(request):
    if request.user.is_authenticated:
        return HttpResponse(greeting(request))
    return HttpResponse("Hello")
