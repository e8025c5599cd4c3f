from .forms import SizeForm, TitleForm


async def titled(title):
    form = TitleForm({"title": title})
    return form.is_valid()


async def sized(pages):
    form = SizeForm({"pages": pages})
    return form.is_valid()
