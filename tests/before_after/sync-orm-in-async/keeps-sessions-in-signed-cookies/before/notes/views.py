from django.http import JsonResponse


async def count(request):
    visits = request.session.get("visits", 0) + 1
    request.session["visits"] = visits
    request.session.setdefault("first", True)
    if "old" in request.session:
        del request.session["old"]
    return JsonResponse({"visits": visits, "keys": sorted(request.session.keys())})
