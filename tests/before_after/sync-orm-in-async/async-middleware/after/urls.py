from django.urls import path

from orders.views import who

urlpatterns = [path("", who)]
