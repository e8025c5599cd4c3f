from django.urls import path

from saju.views import daily_fortune_api, saju_api_view

urlpatterns = [path("api/saju/", saju_api_view), path("api/daily/", daily_fortune_api)]
