"""What the owner of an endpoint fills in."""

from django import forms

from shop.models import WebhookEndpoint, WebhookKind
from shop.webhooks.addresses import check_url
from shop.webhooks.errors import BadAddress
from shop.webhooks.listeners import KINDS

URL = WebhookEndpoint._meta.get_field("url")
CHOICES = [(kind.value, kind.label) for kind in map(WebhookKind, KINDS)]


class KindsForm(forms.Form):
    kinds = forms.MultipleChoiceField(
        label="Tell of",
        choices=CHOICES,
        initial=list(KINDS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one."},
    )


class EndpointForm(KindsForm):
    url = forms.URLField(
        label="Address",
        max_length=URL.max_length,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            check_url(url)
        except BadAddress as error:
            raise forms.ValidationError(error.message) from error
        return url
