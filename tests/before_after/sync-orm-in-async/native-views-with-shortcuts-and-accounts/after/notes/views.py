from django.contrib.auth import aauthenticate, alogin, alogout
from django.http import HttpResponse, JsonResponse
from django.shortcuts import aget_object_or_404

from .models import Note


async def sign_in(request):
    user = await aauthenticate(request, username="eve", password="secret")
    await alogin(request, user)
    return HttpResponse(user.username)


async def me(request):
    return JsonResponse({"name": (await request.auser()).username})


async def note(request, pk):
    found = await aget_object_or_404(Note, pk=pk)
    return JsonResponse({"text": found.text})


async def visits(request):
    number = await request.session.aget("visits", 0) + 1
    request.session["visits"] = number
    return JsonResponse({"visits": number})


async def colour(request):
    await request.session.aset("colour", "red")
    return HttpResponse("kept")


async def sign_out(request):
    await alogout(request)
    return HttpResponse("bye")
