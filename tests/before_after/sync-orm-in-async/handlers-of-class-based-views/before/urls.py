from django.urls import path

from catalog.views import AuthorView, BookDetail, BookList

urlpatterns = [
    path("authors/<int:pk>/", AuthorView.as_view()),
    path("books/<int:pk>/", BookDetail.as_view()),
    path("books/", BookList.as_view()),
]
