from asgiref.sync import sync_to_async

from .forms import SizeForm, TitleForm


async def titled(title):
    form = TitleForm({"title": title})
    return await sync_to_async(form.is_valid)()


async def sized(pages):
    form = SizeForm({"pages": pages})
    return form.is_valid()
