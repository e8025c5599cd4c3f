from django.urls import path

from notes import views

urlpatterns = [path(name + "/", getattr(views, name)) for name in ("fill", "pop", "default", "more", "keys", "cycle", "perms", "groups")]
