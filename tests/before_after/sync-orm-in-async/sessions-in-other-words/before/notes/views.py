from django.http import HttpResponse, JsonResponse


async def fill(request):
    await request.session.aset("a", 1)
    return HttpResponse(request.session.session_key or "new")


async def pop(request):
    session = request.session
    return JsonResponse({"a": session.pop("a", None)})


async def default(request):
    return JsonResponse({"a": request.session.setdefault("a", 5)})


async def more(request):
    request.session.update({"b": 2})
    return HttpResponse("more")


async def keys(request):
    return JsonResponse({"keys": sorted(request.session.keys())})


async def cycle(request):
    request.session.cycle_key()
    return HttpResponse("new key")


async def perms(request):
    user = await request.auser()
    return JsonResponse({"may": user.has_perms(["notes.add_note"]), "all": sorted(user.get_all_permissions())})


async def groups(request):
    if request.user.groups.filter(name="staff").exists():
        return HttpResponse("staff")
    return HttpResponse(f"{request.user.notes.count()} notes")
