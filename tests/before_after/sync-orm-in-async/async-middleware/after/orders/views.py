from django.http import JsonResponse


async def who(request):
    return JsonResponse({"name": request.customer and request.customer.name})
