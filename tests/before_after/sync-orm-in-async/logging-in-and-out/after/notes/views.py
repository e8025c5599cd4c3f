from asgiref.sync import sync_to_async
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
async def sign_in(request):
    user = await sync_to_async(authenticate)(request, username=request.POST["name"], password=request.POST["password"])
    if user is None:
        return JsonResponse({"error": "no"}, status=403)
    await sync_to_async(login)(request, user)
    return JsonResponse({"name": user.username, "session": request.session.session_key is not None})


async def sign_out(request):
    await sync_to_async(logout)(request)
    return HttpResponse("bye")


async def by_form(request):
    form = AuthenticationForm(request, data=request.POST)
    if await sync_to_async(form.is_valid)():
        return HttpResponse(form.get_user().username)
    return HttpResponse("no", status=403)
