from asgiref.sync import sync_to_async

from catalog.forms import BookForm, BookFormSet
from catalog.models import Book


async def edit(pk, data):
    book = await Book.objects.aget(pk=pk)
    form = await sync_to_async(BookForm)(data, instance=book)
    if not await sync_to_async(form.is_valid)():
        return sorted(form.errors)
    saved = form.save(commit=False)
    saved.pages = 7
    await sync_to_async(saved.save)()
    await sync_to_async(form.save_m2m)()
    return saved.title


async def html():
    form = BookForm()
    return await sync_to_async(str)(form["author"])


async def titles():
    formset = BookFormSet(queryset=Book.objects.order_by("pk"))
    return [form.initial["title"] for form in await sync_to_async(lambda: formset.forms)()]
