from django.contrib.auth import authenticate, login
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from .models import Note


async def sign_in(request):
    user = authenticate(request, username="eve", password="secret")
    login(request, user)
    return HttpResponse(user.username)


async def me(request):
    return JsonResponse({"name": request.user.username})


async def note(request, pk):
    found = get_object_or_404(Note, pk=pk)
    found.pinned = True
    found.save()
    return JsonResponse({"pinned": Note.objects.filter(pinned=True).count()})


async def visits(request):
    number = request.session.get("visits", 0) + 1
    return JsonResponse({"visits": number})
