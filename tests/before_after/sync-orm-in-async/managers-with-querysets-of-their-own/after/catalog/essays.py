from asgiref.sync import sync_to_async

from .models import Essay


async def of_long_ones():
    await sync_to_async(Essay.objects.forget_short_ones)()
    names = []
    for essay in await sync_to_async(list)(Essay.objects.all().long().order_by("pk")):
        # The author came along.
        names.append(essay.author.name)
        essay.pages += 1
        await sync_to_async(essay.save)()
    return names, await sync_to_async(Essay.objects.all().pages_of_all)()
