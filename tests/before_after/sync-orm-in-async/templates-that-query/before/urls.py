from django.urls import path

from catalog import views

urlpatterns = [path("", views.index), path("mail/", views.mail), path("<int:pk>/", views.book), path("late/", views.late), path("about/", views.about)]
