from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse

from .models import Note


def texts(user):
    return list(Note.objects.filter(owner=user, pinned=False).values_list("text", flat=True))


async def mine(request):
    user = await request.auser()
    notes = [note.text async for note in Note.objects.filter(owner=user).order_by("pk")]
    return JsonResponse({"name": user.username, "notes": notes})


@login_required
async def plain(request):
    lazy = request.user
    return JsonResponse({"texts": await sync_to_async(texts)(lazy)})


async def loaded(request):
    if not await sync_to_async(lambda: request.user.is_authenticated)():
        return JsonResponse({}, status=403)
    number = await Note.objects.filter(owner=request.user).acount()
    return JsonResponse({"name": request.user.username, "n": number, "staff": request.user.is_staff})


def sync_view(request):
    return JsonResponse({"name": request.user.username, "visits": request.session.get("visits")})
