from django.urls import path

from notes.safe import anonymous, view

urlpatterns = [path("", view, name="view"), path("who/", anonymous)]
