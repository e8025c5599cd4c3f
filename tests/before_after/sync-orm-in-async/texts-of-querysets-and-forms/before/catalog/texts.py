from django import forms
from django.core.paginator import Paginator

from .models import Author, Book


class PickForm(forms.Form):
    author = forms.ModelChoiceField(Author.objects.order_by("pk"), empty_label=None)
    pages = forms.IntegerField(required=False)


async def shown():
    books = Book.objects.order_by("pk")[:1]
    return "%s" % books, "{0}".format(books.all()), f"{books.all()}", repr(books.all())


async def choices():
    form = PickForm()
    return form.as_p().count("<option"), str(form["author"]).count("<option"), "number" in str(form["pages"])


async def page(number):
    found = Paginator(Book.objects.order_by("pk"), 2).get_page(number)
    return len(found), found[0].title, [book.title for book in found]
