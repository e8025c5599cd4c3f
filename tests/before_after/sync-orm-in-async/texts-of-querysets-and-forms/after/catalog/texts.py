from asgiref.sync import sync_to_async
from django import forms
from django.core.paginator import Paginator

from .models import Author, Book


class PickForm(forms.Form):
    author = forms.ModelChoiceField(Author.objects.order_by("pk"), empty_label=None)
    pages = forms.IntegerField(required=False)


async def shown():
    books = Book.objects.order_by("pk")[:1]
    return await sync_to_async(lambda: "%s" % books)(), await sync_to_async("{0}".format)(books.all()), f"{await sync_to_async(str)(books.all())}", await sync_to_async(repr)(books.all())


async def choices():
    form = PickForm()
    return (await sync_to_async(form.as_p)()).count("<option"), (await sync_to_async(str)(form["author"])).count("<option"), "number" in str(form["pages"])


async def page(number):
    found = await sync_to_async(Paginator(Book.objects.order_by("pk"), 2).get_page)(number)
    return await sync_to_async(len)(found), found[0].title, [book.title for book in found]
