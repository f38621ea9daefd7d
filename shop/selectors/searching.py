"""Products by what a visitor looks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from shop.models import Product, SaleItem, Store
from shop.selectors import catalogue, sales

MOST_WORDS = 8


class Offering(StrEnum):
    """Whether a product is in a sale that runs, or in one that comes."""

    NOW = "now"
    COMING = "coming"


class Sorting(StrEnum):
    NAME = "name"
    PRICE = "price"
    PRICE_DOWN = "-price"
    TRENDING = "trending"


ORDERS = {
    Sorting.NAME: ("name", "pk"),
    Sorting.PRICE: ("price", "name", "pk"),
    Sorting.PRICE_DOWN: ("-price", "name", "pk"),
}


@dataclass(frozen=True, slots=True)
class Search:
    """What a visitor looks for: all of it must hold. Empty, it finds every product, by name."""

    words: str = ""
    store: Store | None = None
    offering: Offering | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    sorting: Sorting = Sorting.NAME

    @property
    def is_narrow(self) -> bool:
        """It may leave products out."""
        wanted = (self.store, self.offering, self.lowest, self.highest)
        return bool(self.words) or any(value is not None for value in wanted)


def found(search: Search, *, trending: Sequence[UUID], now: datetime) -> QuerySet[Product]:
    """The products that the search finds; two queries more where it asks for sales.

    Each word is in the name, the description or the store's name, whatever their order.
    `trending` are the products that come first where they are sorted so.
    """
    products = catalogue.products(store=search.store)
    for word in search.words.split()[:MOST_WORDS]:
        products = products.filter(_has(word))
    if search.lowest is not None:
        products = products.filter(price__gte=search.lowest)
    if search.highest is not None:
        products = products.filter(price__lte=search.highest)
    if search.offering is not None:
        products = products.filter(pk__in=_offered(search.offering, now=now))
    if search.sorting is Sorting.TRENDING:
        return _trending_first(products, trending)
    return products.order_by(*ORDERS[search.sorting])


def _has(word: str) -> Q:
    return Q(name__icontains=word) | Q(description__icontains=word) | Q(store__name__icontains=word)


def _offered(offering: Offering, *, now: datetime) -> set[UUID]:
    chosen = sales.going(now=now) if offering is Offering.NOW else sales.coming(now=now)
    items = SaleItem.objects.filter(sale_id__in=list(chosen.values_list("pk", flat=True)))
    return set(items.values_list("product_id", flat=True))


def _trending_first(products: QuerySet[Product], trending: Sequence[UUID]) -> QuerySet[Product]:
    places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(trending)]
    if not places:
        return products
    place = Case(*places, default=Value(len(places)), output_field=IntegerField())
    return products.annotate(place=place).order_by("place", *ORDERS[Sorting.NAME])
