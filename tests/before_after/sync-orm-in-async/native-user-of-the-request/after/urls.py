from django.urls import path

from notes import views

urlpatterns = [
    path("me/", views.me),
    path("staff/", views.staff),
    path("mine/", views.mine),
    path("hello/", views.hello),
    path("add/", views.add),
    path("latest/", views.latest),
    path("greet/", views.greet),
]
