"""Drafts made by a program."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from flashsale import clock
from shop.creating import Offer, create_sale
from shop.models import Sale, SaleItem
from shop.tests.factories import HOUR, ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_draft_has_what_was_asked_and_else_what_the_shop_has_by_default() -> None:
    first, second = ProductFactory(price=Decimal("50.00")), ProductFactory()
    start = clock.now()

    sale = create_sale(
        "Morning drop",
        offers=[
            Offer(product=first, units=7),
            Offer(product=second, units=3, price=Decimal("1.00"), limit_per_buyer=1),
        ],
        starts_at=start,
        ends_at=start + HOUR,
    )

    stored = Sale.objects.get(pk=sale.pk)
    assert (stored.slug, stored.hold_seconds, stored.published_at) == ("morning-drop", 600, None)
    assert (stored.starts_at, stored.ends_at) == (start, start + HOUR)
    items = SaleItem.objects.filter(sale=sale)
    assert {(item.product_id, item.units, item.price, item.limit_per_buyer) for item in items} == {
        (first.pk, 7, Decimal("50.00"), 5),
        (second.pk, 3, Decimal("1.00"), 1),
    }


def make(title: str) -> Sale:
    return create_sale(title, offers=[], starts_at=clock.now(), ends_at=None)


def test_each_sale_has_a_slug_of_its_own() -> None:
    slugs = [make("Drop").slug for _ in range(3)]
    assert slugs[0] == "drop"
    assert len(set(slugs)) == 3
    assert all(slug.startswith("drop-") for slug in slugs[1:])


def test_a_title_without_letters_has_a_slug_too() -> None:
    assert make("!!!").slug == "sale"


def test_sales_made_at_the_same_moment_have_slugs_of_their_own() -> None:
    together = Barrier(4)

    def attempt(_: int) -> str:
        together.wait()
        try:
            return make("Drop").slug
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        slugs = list(threads.map(attempt, range(4)))
    assert len(set(slugs)) == Sale.objects.count() == 4


def test_what_is_not_valid_is_refused_and_nothing_is_made() -> None:
    product = ProductFactory(name="Mug", stock=3)
    with pytest.raises(ValidationError, match="Only 3 units of Mug are in stock"):
        create_sale(
            "Drop",
            offers=[Offer(product=product, units=4)],
            starts_at=clock.now(),
            ends_at=None,
        )
    with pytest.raises(ValidationError, match="already in the sale"):
        create_sale(
            "Drop",
            offers=[Offer(product=product, units=1), Offer(product=product, units=1)],
            starts_at=clock.now(),
            ends_at=None,
        )
    with pytest.raises(ValidationError, match="end must be after the start"):
        create_sale("Drop", offers=[], starts_at=clock.now(), ends_at=clock.now() - HOUR)
    assert Sale.objects.count() == 0
