from django.http import HttpResponse, JsonResponse


async def count(request):
    visits = request.session.get("visits", 0) + 1
    request.session["visits"] = visits
    return JsonResponse({"visits": visits})


async def put(request):
    request.session["colour"] = request.GET["colour"]
    return HttpResponse("kept")


async def drop(request):
    del request.session["colour"]
    return HttpResponse("dropped")


async def has(request):
    return JsonResponse({"colour": "colour" in request.session})


async def leave(request):
    request.session.flush()
    return HttpResponse("bye")
