from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
async def sign_in(request):
    user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
    if user is None:
        return JsonResponse({"error": "no"}, status=403)
    login(request, user)
    return JsonResponse({"name": user.username, "session": request.session.session_key is not None})


async def sign_out(request):
    logout(request)
    return HttpResponse("bye")


async def by_form(request):
    form = AuthenticationForm(request, data=request.POST)
    if form.is_valid():
        return HttpResponse(form.get_user().username)
    return HttpResponse("no", status=403)
