from asgiref.sync import sync_to_async
from django.http import HttpResponse, JsonResponse


async def fill(request):
    await request.session.aset("a", 1)
    return HttpResponse(request.session.session_key or "new")


async def pop(request):
    session = request.session
    return JsonResponse({"a": await sync_to_async(session.pop)("a", None)})


async def default(request):
    return JsonResponse({"a": await sync_to_async(request.session.setdefault)("a", 5)})


async def more(request):
    await sync_to_async(request.session.update)({"b": 2})
    return HttpResponse("more")


async def keys(request):
    return JsonResponse({"keys": sorted(await sync_to_async(request.session.keys)())})


async def cycle(request):
    await sync_to_async(request.session.cycle_key)()
    return HttpResponse("new key")


async def perms(request):
    user = await request.auser()
    return JsonResponse({"may": await sync_to_async(user.has_perms)(["notes.add_note"]), "all": sorted(user.get_all_permissions())})


async def groups(request):
    if await sync_to_async(lambda: request.user.groups.filter(name="staff").exists())():
        return HttpResponse("staff")
    return HttpResponse(f"{await sync_to_async(request.user.notes.count)()} notes")
