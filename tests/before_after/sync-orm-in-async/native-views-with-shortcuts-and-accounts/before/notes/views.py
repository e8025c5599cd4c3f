from django.contrib.auth import authenticate, login, logout
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
    return JsonResponse({"text": found.text})


async def visits(request):
    number = request.session.get("visits", 0) + 1
    request.session["visits"] = number
    return JsonResponse({"visits": number})


async def colour(request):
    request.session["colour"] = "red"
    return HttpResponse("kept")


async def sign_out(request):
    logout(request)
    return HttpResponse("bye")
