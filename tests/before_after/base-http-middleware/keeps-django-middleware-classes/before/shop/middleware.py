from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import JsonResponse
from django.utils.deprecation import MiddlewareMixin


class ErrorMiddleware(MiddlewareMixin):
    async_capable = True
    sync_capable = False

    def __init__(self, get_response):
        super().__init__(get_response)
        if iscoroutinefunction(self.get_response):
            markcoroutinefunction(self)

    async def __call__(self, request):
        try:
            response = await self.get_response(request)
        except ValueError as exc:
            return JsonResponse({"error": str(exc)}, status=400)
        response["X-Shop"] = "1"
        return response

    async def dispatch(self, request, call_next):
        return await call_next(request)
