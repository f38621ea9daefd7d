"""What a shopper chooses and types of the delivery; it stays in the form whatever goes wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from flashsale.money import country_name
from orders.delivery.methods import Way, countries_of
from orders.delivery.postcodes import EXAMPLES, is_postcode, needs_postcode
from orders.models import ADDRESS_FIELDS, Address, PostalAddress
from orders.quote import Shipping

NEW = "new"
REQUIRED = {
    "recipient": "Who is it for?",
    "street": "Give a street and a number, or a box.",
    "city": "Give a town.",
    "country": "Choose a country.",
}


class WordsField(forms.CharField):
    """One line, however it was typed or pasted."""

    def to_python(self, value: Any) -> str:
        return " ".join((super().to_python(value) or "").split())


def _line(name: str, label: str, autocomplete: str) -> WordsField:
    column: Any = PostalAddress._meta.get_field(name)
    return WordsField(
        label=label,
        required=False,
        max_length=column.max_length,
        widget=forms.TextInput(attrs={"autocomplete": f"shipping {autocomplete}"}),
    )


@dataclass(frozen=True, slots=True)
class Option:
    """One way, as it can be chosen; `price` is None where it doesn't go, or it isn't known yet."""

    way: Way
    price: Decimal | None
    country: str
    is_chosen: bool


class DeliveryForm(forms.Form):
    """A way, and an address where the way needs one: a kept one, or another that is typed.

    Nobody has to know an address to see prices, or to send the form as it was rendered: what is
    required depends on the way, and is told when it is sent.
    """

    use_required_attribute = False

    delivery = forms.CharField(required=False)
    address = forms.CharField(required=False)
    recipient = _line("recipient", "Full name", "name")
    street = _line("street", "Street and number", "address-line1")
    more = _line("more", "Flat, floor, care of (optional)", "address-line2")
    postcode = _line("postcode", "Postcode", "postal-code")
    city = _line("city", "Town", "address-level2")
    country = forms.ChoiceField(
        required=False,
        widget=forms.Select(attrs={"autocomplete": "shipping country", "data-requote": True}),
        error_messages={"invalid_choice": "We don't deliver there."},
    )

    def __init__(
        self, *args: Any, offered: Sequence[Way], kept: Sequence[Address], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        self.kept = kept
        country: Any = self.fields["country"]
        country.choices = [("", "Choose"), *countries_of(offered)]

    # What is chosen, even if something else is still wrong

    @property
    def way(self) -> Way | None:
        chosen = self["delivery"].value()
        return next((way for way in self.offered if chosen in (way.key, way.method.name)), None)

    @property
    def kept_one(self) -> Address | None:
        """The kept address that is chosen; None where another is typed."""
        chosen = self["address"].value()
        return next((address for address in self.kept if str(address.pk) == chosen), None)

    @property
    def to_country(self) -> str:
        return self.kept_one.country if self.kept_one else self["country"].value() or ""

    @property
    def shipping(self) -> Shipping | None:
        """What is chosen, with its price; None while that is not known."""
        price = self.way.price_to(self.to_country) if self.way else None
        return None if self.way is None or price is None else Shipping(self.way.method.name, price)

    @property
    def options(self) -> list[Option]:
        to = self.to_country
        chosen, country = self.way, country_name(to)
        return [Option(way, way.price_to(to), country, way == chosen) for way in self.offered]

    @property
    def typed_fields(self) -> list[forms.BoundField]:
        """The fields of an address."""
        return [self[name] for name in ADDRESS_FIELDS]

    # What is wrong

    def clean_postcode(self) -> str:
        return str(self.cleaned_data["postcode"]).upper()

    def clean(self) -> None:
        way = self.way
        if way is None:
            self.add_error("delivery", "Choose how it reaches you.")
        elif way.needs_address:
            if self.kept_one is None:
                self._require_address()
            self._require_reach(way)

    def _require_address(self) -> None:
        for name, words in REQUIRED.items():
            if not self.cleaned_data.get(name) and not self.has_error(name):
                self.add_error(name, words)
        country, typed = self.to_country, self.cleaned_data.get("postcode", "")
        like = f", like {EXAMPLES[country]}" if country in EXAMPLES else ""
        if typed and not is_postcode(typed, country=country):
            self.add_error("postcode", f"{typed} is no postcode there{like}.")
        elif not typed and needs_postcode(country):
            self.add_error("postcode", f"Give a postcode{like}.")

    def _require_reach(self, way: Way) -> None:
        """Said where it can be mended: at the ways."""
        to = self.to_country
        if to and not self.has_error("country") and way.price_to(to) is None:
            words = f"{way.method.name} does not go to {country_name(to)}. Choose another way."
            self.add_error("delivery", words)

    def to_keep(self) -> dict[str, str]:
        """The address that the order goes to, field by field; empty where it needs none.

        To be asked for once the form is valid.
        """
        if self.way is None or not self.way.needs_address:
            return {}
        source = self.kept_one
        if source is not None:
            return {name: getattr(source, name) for name in ADDRESS_FIELDS}
        return {name: self.cleaned_data[name] for name in ADDRESS_FIELDS}
