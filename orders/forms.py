"""What a shopper fills in at the checkout."""

from django import forms

from orders.payment.practice import APPROVE, METHODS


class CheckoutForm(forms.Form):
    """`token` names this intent to buy, `seen` the cart that is agreed to."""

    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    payment = forms.ChoiceField(label="Pay with", choices=METHODS, initial=APPROVE, required=False)

    def clean_payment(self) -> str:
        return self.cleaned_data["payment"] or APPROVE
