from django.urls import path

from orders import views

urlpatterns = [path("", views.number), path("paid/", views.paid)]
