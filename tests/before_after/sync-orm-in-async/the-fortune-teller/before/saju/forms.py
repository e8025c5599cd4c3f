from django import forms


class SajuForm(forms.Form):
    birth_year = forms.IntegerField(min_value=1900)
    topic = forms.CharField(max_length=40)
