from django.urls import path

from orders import views

urlpatterns = [path("search/", views.search), path("", views.home, name="home")]
