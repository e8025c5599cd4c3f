from django.urls import path

from notes import views

urlpatterns = [path("in/", views.sign_in), path("me/", views.me), path("<int:pk>/", views.note), path("visits/", views.visits), path("colour/", views.colour), path("out/", views.sign_out)]
