from adrf.views import APIView
from asgiref.sync import sync_to_async
from rest_framework.response import Response

from .models import Book
from .serializers import BookSerializer, ReviewedSerializer, SearchSerializer, TagSerializer, TitleSerializer


class Books(APIView):
    async def get(self, request):
        return Response(await sync_to_async(lambda: TitleSerializer(Book.objects.all(), many=True).data)())

    async def post(self, request):
        serializer = TagSerializer(data=request.data)
        await sync_to_async(serializer.is_valid)(raise_exception=True)
        await sync_to_async(serializer.save)()
        return Response(serializer.data)


class OneBook(APIView):
    async def get(self, request, pk):
        book = await Book.objects.aget(pk=pk)
        return Response(await sync_to_async(lambda: BookSerializer(book).data)())

    async def head(self, request, pk):
        book = await Book.objects.select_related("author").aget(pk=pk)
        return Response(BookSerializer(book).data)

    async def options(self, request, pk):
        book = await Book.objects.aget(pk=pk)
        return Response({"title": TitleSerializer(book).data, "reviewed": await sync_to_async(lambda: ReviewedSerializer(book).data)()})

    async def delete(self, request, pk):
        search = SearchSerializer(data=request.data)
        search.is_valid(raise_exception=True)
        return Response(search.validated_data)
