from django.urls import path

from notes.views import count

urlpatterns = [path("", count)]
