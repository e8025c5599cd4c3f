from django import forms


class SearchForm(forms.Form):
    words = forms.CharField(max_length=40)
    status = forms.ChoiceField(choices=[("open", "Open")], required=False)

    def clean_words(self):
        return self.cleaned_data["words"].split()
