from django.http import HttpResponse

from .models import Book


def count(request):
    return HttpResponse(Book.objects.count())
