from catalog.forms import BookForm, BookFormSet
from catalog.models import Book


async def edit(pk, data):
    book = await Book.objects.aget(pk=pk)
    form = BookForm(data, instance=book)
    if not form.is_valid():
        return sorted(form.errors)
    saved = form.save(commit=False)
    saved.pages = 7
    saved.save()
    form.save_m2m()
    return saved.title


async def html():
    form = BookForm()
    return str(form["author"])


async def titles():
    formset = BookFormSet(queryset=Book.objects.order_by("pk"))
    return [form.initial["title"] for form in formset.forms]
