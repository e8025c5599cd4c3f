from django import forms

from .models import Book


class TitleForm(forms.Form):
    title = forms.CharField()

    def clean_title(self):
        title = self.cleaned_data["title"]
        if Book.objects.filter(title=title).exists():
            raise forms.ValidationError("taken")
        return title


class SizeForm(forms.Form):
    pages = forms.IntegerField()

    def clean(self):
        data = super().clean()
        if data.get("pages", 0) < 1:
            raise forms.ValidationError("empty")
        return data
