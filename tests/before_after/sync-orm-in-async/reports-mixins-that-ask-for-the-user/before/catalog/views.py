from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.views import View


class Page(LoginRequiredMixin, View):
    async def get(self, request):
        return HttpResponse("page")


class Plain(LoginRequiredMixin, View):
    def get(self, request):
        return HttpResponse("page")
