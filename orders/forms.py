"""What a shopper fills in at the checkout, besides the delivery."""

from django import forms

from orders.agreement import LONGEST
from orders.models import Discount
from orders.payment import METHODS


class CheckoutForm(forms.Form):
    """`token` names this intent to buy, `seen` is what is agreed to."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)
    code = forms.CharField(
        label="Discount code",
        required=False,
        max_length=Discount._meta.get_field("code").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    payment = forms.ChoiceField(
        label="Pay with", choices=METHODS, initial=METHODS[0][0], required=False
    )

    def clean_payment(self) -> str:
        return self.cleaned_data["payment"] or METHODS[0][0]
