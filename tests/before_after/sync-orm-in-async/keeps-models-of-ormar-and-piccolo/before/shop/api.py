from shop.models import Album, Band


async def albums(name):
    album = await Album.objects.get(name=name)
    await Album.objects.create(name=name + "!")
    number = await Album.objects.filter(name=name).count()
    if await Album.objects.filter(name=name).exists():
        await album.update(name="x")
        await album.delete()
    rows = await Album.objects.all()
    return number, [row.name for row in rows], await Album.objects.first()


async def bands():
    await Band(name="x").save()
    rows = await Band.objects().where(Band.name == "x")
    first = await Band.objects().get(Band.name == "x")
    return [row.name for row in rows], first, await Band.count()
