from django.urls import path

from catalog import views

urlpatterns = [
    path("books/<int:pk>/", views.detail),
    path("books/new/", views.create),
    path("stats/", views.stats),
]
