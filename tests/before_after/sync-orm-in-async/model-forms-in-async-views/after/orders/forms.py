from django import forms

from .models import Customer, Order


class CustomerForm(forms.ModelForm):
    class Meta:
        model = Customer
        fields = ["name", "email"]


class OrderForm(forms.Form):
    customer = forms.ModelChoiceField(queryset=Customer.objects.all())
    total = forms.IntegerField(min_value=1)


class SearchForm(forms.Form):
    status = forms.ChoiceField(choices=[("open", "Open"), ("paid", "Paid")])
