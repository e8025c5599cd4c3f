from django.urls import path

from notes import views

urlpatterns = [path("count/", views.count), path("put/", views.put), path("drop/", views.drop), path("has/", views.has), path("leave/", views.leave)]
