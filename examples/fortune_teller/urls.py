from django.urls import path

from fortunes import views

urlpatterns = [
    path("fortune/", views.fortune_api),
    path("daily/<int:pk>/", views.daily_fortune_api),
    path("messages/<int:pk>/", views.send_chat_message),
]
