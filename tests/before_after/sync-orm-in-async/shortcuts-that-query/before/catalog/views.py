from django.http import JsonResponse
from django.shortcuts import get_list_or_404, get_object_or_404
from django.views.decorators.http import require_GET

from .models import Book, Review


@require_GET
async def book(request, pk):
    found = get_object_or_404(Book, pk=pk, published=True)
    return JsonResponse({"title": found.title})


async def books(request, name):
    found = get_list_or_404(Book.objects.order_by("-pages"), author__name__iexact=name)
    return JsonResponse({"titles": [book.title for book in found]})


async def reviews(request, pk):
    stars = [review.stars for review in get_object_or_404(Book, pk=pk).review_set.all()]
    return JsonResponse({"stars": stars})
