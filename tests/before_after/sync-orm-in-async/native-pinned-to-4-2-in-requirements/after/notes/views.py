from asgiref.sync import sync_to_async
from django.contrib.auth import authenticate, login
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from .models import Note


async def sign_in(request):
    user = await sync_to_async(authenticate)(request, username="eve", password="secret")
    await sync_to_async(login)(request, user)
    return HttpResponse(user.username)


async def me(request):
    return JsonResponse({"name": await sync_to_async(lambda: request.user.username)()})


async def note(request, pk):
    found = await sync_to_async(get_object_or_404)(Note, pk=pk)
    found.pinned = True
    await found.asave()
    return JsonResponse({"pinned": await Note.objects.filter(pinned=True).acount()})


async def visits(request):
    number = await sync_to_async(request.session.get)("visits", 0) + 1
    return JsonResponse({"visits": number})
