from asgiref.sync import sync_to_async
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from .models import Book


async def index(request):
    return await sync_to_async(render)(request, "index.html", {"books": Book.objects.all()})


async def mail(request):
    text = await sync_to_async(render_to_string)("mail.txt", {"books": Book.objects.filter(published=True)})
    return HttpResponse(text.strip())


async def book(request, pk):
    book = await Book.objects.aget(pk=pk)
    return await sync_to_async(render)(request, "book.html", {"book": book})


async def late(request):
    return TemplateResponse(request, "about.html", {"year": 1999})


async def about(request):
    return render(request, "about.html", {"year": 1999})
