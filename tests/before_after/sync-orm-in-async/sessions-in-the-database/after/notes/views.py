from asgiref.sync import sync_to_async
from django.http import HttpResponse, JsonResponse


async def count(request):
    visits = await sync_to_async(request.session.get)("visits", 0) + 1
    request.session["visits"] = visits
    return JsonResponse({"visits": visits})


async def put(request):
    await sync_to_async(request.session.__setitem__)("colour", request.GET["colour"])
    return HttpResponse("kept")


async def drop(request):
    await sync_to_async(request.session.__delitem__)("colour")
    return HttpResponse("dropped")


async def has(request):
    return JsonResponse({"colour": await sync_to_async(lambda: "colour" in request.session)()})


async def leave(request):
    await sync_to_async(request.session.flush)()
    return HttpResponse("bye")
