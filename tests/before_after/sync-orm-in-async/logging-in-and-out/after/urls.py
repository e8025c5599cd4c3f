from django.urls import path

from notes import views

urlpatterns = [path("in/", views.sign_in), path("out/", views.sign_out), path("form/", views.by_form)]
