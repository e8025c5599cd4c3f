from django.urls import path

from notes import views

urlpatterns = [path("mine/", views.mine), path("plain/", views.plain), path("loaded/", views.loaded), path("sync/", views.sync_view)]
