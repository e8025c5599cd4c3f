from django.urls import path

from orders import views

urlpatterns = [path("report/<str:status>/", views.report), path("customer/", views.customer), path("sync/", views.sync_report)]
