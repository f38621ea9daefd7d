"""What a visitor asks of the list of products."""

from typing import Any

from django import forms

from shop.models import Product, Store
from shop.selectors.searching import Offering, Search, Sorting

LONGEST_QUERY = 100
BELOW = "This is below the lowest price."
PRICE = Product._meta.get_field("price")


class WordsField(forms.CharField):
    """Anything that was typed, as it can be looked for."""

    def to_python(self, value: Any) -> str:
        return str(value or "").replace("\x00", "").strip()[:LONGEST_QUERY]


def _price_field(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_digits=PRICE.max_digits,
        decimal_places=PRICE.decimal_places,
        widget=forms.NumberInput(attrs={"inputmode": "decimal"}),
    )


class SearchForm(forms.Form):
    """Each field may be left out; one that makes no sense is told of and left out of the search."""

    q = WordsField(label="Search the products", required=False)
    store = forms.ModelChoiceField(
        Store.objects.order_by("name"),
        required=False,
        to_field_name="slug",
        empty_label="All stores",
        error_messages={"invalid_choice": "There is no such store (any more)."},
    )
    sale = forms.ChoiceField(
        label="Sale",
        required=False,
        choices=[
            ("", "In a sale or not"),
            (Offering.NOW, "In a sale now"),
            (Offering.COMING, "In a sale to come"),
        ],
    )
    price_from = _price_field("Price from")
    price_to = _price_field("Price to")
    sort = forms.ChoiceField(
        label="Sort by",
        required=False,
        choices=[
            (Sorting.NAME, "Name"),
            (Sorting.PRICE, "Price, lowest first"),
            (Sorting.PRICE_DOWN, "Price, highest first"),
            (Sorting.TRENDING, "Trending"),
        ],
    )
    use_required_attribute = False

    def clean_price_to(self) -> Any:
        lowest, highest = self.cleaned_data.get("price_from"), self.cleaned_data["price_to"]
        if lowest is not None and highest is not None and highest < lowest:
            raise forms.ValidationError(BELOW)
        return highest

    def search(self) -> Search:
        """What was asked for and makes sense."""
        self.is_valid()
        given = self.cleaned_data
        return Search(
            words=given.get("q", ""),
            store=given.get("store"),
            offering=Offering(given["sale"]) if given.get("sale") else None,
            lowest=given.get("price_from"),
            highest=given.get("price_to"),
            sorting=Sorting(given.get("sort") or Sorting.NAME),
        )
