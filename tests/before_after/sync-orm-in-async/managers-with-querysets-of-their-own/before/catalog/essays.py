from .models import Essay


async def of_long_ones():
    Essay.objects.forget_short_ones()
    names = []
    for essay in Essay.objects.all().long().order_by("pk"):
        # The author came along.
        names.append(essay.author.name)
        essay.pages += 1
        essay.save()
    return names, Essay.objects.all().pages_of_all()
