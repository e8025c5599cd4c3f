from django import forms

from .models import Book


class BookForm(forms.ModelForm):
    class Meta:
        model = Book
        fields = ["title", "author", "tags"]


BookFormSet = forms.modelformset_factory(Book, fields=["title"], extra=0)
