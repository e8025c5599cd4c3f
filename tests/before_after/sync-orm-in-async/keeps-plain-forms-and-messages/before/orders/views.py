from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from .forms import SearchForm
from .models import Order


async def search(request):
    form = SearchForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    words = form.cleaned_data["words"]
    return JsonResponse({"n": await Order.objects.filter(status__in=words).acount(), "html": str(form["words"])[:6]})


async def home(request):
    if request.user is None or request.path == reverse("home"):
        return HttpResponse(request.get_host())
    return redirect("home")
