from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from .models import Book


async def index(request):
    return render(request, "index.html", {"books": Book.objects.all()})


async def mail(request):
    text = render_to_string("mail.txt", {"books": Book.objects.filter(published=True)})
    return HttpResponse(text.strip())


async def book(request, pk):
    book = await Book.objects.aget(pk=pk)
    return render(request, "book.html", {"book": book})


async def late(request):
    return TemplateResponse(request, "about.html", {"year": 1999})


async def about(request):
    return render(request, "about.html", {"year": 1999})
