from django.urls import path

from catalog.views import book, books, reviews

urlpatterns = [path("<int:pk>/", book), path("of/<str:name>/", books), path("<int:pk>/reviews/", reviews)]
