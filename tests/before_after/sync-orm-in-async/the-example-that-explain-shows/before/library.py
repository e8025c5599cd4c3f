from django.db import models
from django.http import JsonResponse
from django.shortcuts import get_object_or_404


class Author(models.Model):
    name = models.CharField(max_length=50)


class Book(models.Model):
    title = models.CharField(max_length=50)
    author = models.ForeignKey(Author, on_delete=models.CASCADE)


async def book(request, pk):
    book = get_object_or_404(Book, pk=pk)
    return JsonResponse({"title": book.title, "author": book.author.name})
