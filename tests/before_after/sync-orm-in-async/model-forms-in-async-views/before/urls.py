from django.urls import path

from orders import views

urlpatterns = [path("customers/", views.register), path("orders/", views.order), path("search/", views.search)]
