from django.urls import path

from catalog.exports import export

urlpatterns = [path("export/", export)]
