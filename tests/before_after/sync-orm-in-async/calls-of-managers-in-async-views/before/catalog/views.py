import json

from django.http import HttpResponseNotFound, JsonResponse

from .models import Author, Book


async def detail(request, pk):
    try:
        book = Book.objects.get(pk=pk)
    except Book.DoesNotExist:
        return HttpResponseNotFound("no such book")
    return JsonResponse({"title": book.title, "author": book.author_id})


async def create(request):
    data = json.loads(request.body)
    if Book.objects.filter(title=data["title"]).exists():
        return JsonResponse({"error": "known"}, status=409)
    book = Book.objects.create(title=data["title"], author_id=data["author"])
    return JsonResponse({"id": book.pk}, status=201)


async def stats(request):
    return JsonResponse(
        {
            "books": Book.objects.count(),
            "authors": Author.objects.exclude(country="fr").count(),
            "newest": Book.objects.order_by("-pk").values_list("title", flat=True).first(),
        }
    )
