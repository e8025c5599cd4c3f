from django.http import HttpResponse, JsonResponse
from django.views import View
from django.views.generic import DetailView

from .models import Author, Book


class AuthorView(View):
    model = Author

    def find(self, pk):
        return self.model.objects.get(pk=pk)

    async def get(self, request, pk):
        author = self.find(pk)
        return JsonResponse({"name": author.name, "books": await self.titles(author)})

    async def delete(self, request, pk):
        self.model.objects.filter(pk=pk).delete()
        return HttpResponse(status=204)

    async def titles(self, author: Author):
        return list(author.books.values_list("title", flat=True))


class BookDetail(DetailView):
    model = Book

    async def get(self, request, *args, **kwargs):
        book = self.get_object()
        return JsonResponse({"title": book.title})


class BookList(View):
    queryset = Book.objects.filter(published=True)

    async def get(self, request):
        return JsonResponse({"number": self.queryset.count()})

    async def post(self, request):
        book = Book(title=request.POST["title"], author_id=1)
        book.save()
        return JsonResponse({"id": book.pk}, status=201)
