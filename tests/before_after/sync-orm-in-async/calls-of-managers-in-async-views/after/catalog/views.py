import json

from asgiref.sync import sync_to_async
from django.http import HttpResponseNotFound, JsonResponse

from .models import Author, Book


async def detail(request, pk):
    try:
        book = await sync_to_async(Book.objects.get)(pk=pk)
    except Book.DoesNotExist:
        return HttpResponseNotFound("no such book")
    return JsonResponse({"title": book.title, "author": book.author_id})


async def create(request):
    data = json.loads(request.body)
    if await sync_to_async(Book.objects.filter(title=data["title"]).exists)():
        return JsonResponse({"error": "known"}, status=409)
    book = await sync_to_async(Book.objects.create)(title=data["title"], author_id=data["author"])
    return JsonResponse({"id": book.pk}, status=201)


async def stats(request):
    return JsonResponse(
        {
            "books": await sync_to_async(Book.objects.count)(),
            "authors": await sync_to_async(Author.objects.exclude(country="fr").count)(),
            "newest": await sync_to_async(Book.objects.order_by("-pk").values_list("title", flat=True).first)(),
        }
    )
