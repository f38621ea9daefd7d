"""Product pages kept in Redis: what is kept, and that an edit is seen at once."""

from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from flashsale import clock
from shop.models import Product, SaleItem, Variant
from shop.product_pages import facts
from shop.product_pages.shared import Page, shared_page
from shop.running import cancel, end_now, pause, reschedule, resume
from shop.selectors.pages import Offered
from shop.tests.admin_pages import page_of
from shop.tests.factories import HOUR, ProductFactory, SaleItemFactory, published_sale
from shop.tests.looking import edit, edition, page, staff

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("long_kept", "rested"),
]


def values(of: Offered) -> dict[UUID, dict[str, object]]:
    """id → every column of what is in it, its relations as objects."""
    items = [item for group in of.items.values() for item in group]
    things: list[Model] = [of.product, *of.sales, *items, *(item.product for item in items)]
    return {
        thing.pk: {field.name: getattr(thing, field.name) for field in thing._meta.concrete_fields}
        for thing in things
    }


# Kept


def test_a_page_is_kept_for_all_who_are_not_signed_in(
    mug: SaleItem, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = page(Client())
    with django_assert_num_queries(0):
        assert page(Client()) == first
    assert "Mug" in first


def test_what_the_database_knows_is_kept_for_who_is_signed_in(
    mug: SaleItem, ada: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    page(ada)
    with django_assert_max_num_queries(1):  # who she is
        assert "Ada" in page(ada)


def test_the_kept_facts_say_what_the_database_says(mug: SaleItem) -> None:
    SaleItemFactory(sale=mug.sale, product=ProductFactory(name="Vase"))
    published_sale(product=mug.product, ends_in=None)

    read, kept = facts.offered("mug"), facts.offered("mug")

    assert read is not None
    assert kept is not None
    assert values(kept) == values(read)
    assert len(values(kept)) == 7  # a product, two sales, three items, and another product
    again, vase = kept.items[mug.sale_id]
    assert (again.product, again.product.store.name) == (mug.product, "Kilnmoor")
    assert (again.sale.title, vase.product.name) == ("Spring drop", "Vase")


def test_variants_are_kept_with_their_items() -> None:
    product = ProductFactory(slug="shoe", name="Shoe")
    sizes = [Variant.objects.create(product=product, name=name, stock=9) for name in ("41", "42")]
    sale = SaleItemFactory(product=product, variant=sizes[0], units=3).sale
    SaleItemFactory(sale=sale, product=product, variant=sizes[1], units=3)
    sale.published_at = clock.now()
    sale.save()
    facts.offered("shoe")
    kept = facts.offered("shoe")
    assert kept is not None
    assert [item.label for item in kept.items[sale.pk]] == ["Shoe, 41", "Shoe, 42"]


def test_a_product_that_is_not_there_is_not_kept() -> None:
    assert Client().get(reverse("shop:product", args=["mug"])).status_code == 404
    ProductFactory(slug="mug")
    assert Client().get(reverse("shop:product", args=["mug"])).status_code == 200


def test_prices_are_kept_to_the_cent(mug: SaleItem) -> None:
    SaleItem.objects.filter(pk=mug.pk).update(price=Decimal("79.90"))
    facts.offered("mug")
    kept = facts.offered("mug")
    assert kept is not None
    assert kept.items[mug.sale_id][0].price == Decimal("79.90")


# Right at once after an edit


@pytest.mark.parametrize("visitor", ["signed out", "signed in"])
def test_an_edit_in_the_admin_is_seen_by_the_very_next_visitor(
    mug: SaleItem, ada: Client, visitor: str
) -> None:
    client = ada if visitor == "signed in" else Client()
    assert "Cup of Kilnmoor" not in page(client)
    edit(mug.product, name="Cup of Kilnmoor", description="Thrown by hand.")
    assert "Cup of Kilnmoor" in page(client)
    assert "Thrown by hand." in page(client)


def test_an_edit_of_its_store_is_seen_at_once(mug: SaleItem) -> None:
    assert "Kilnmoor" in page(Client())
    store = mug.product.store
    staff().post(page_of(store), {"name": "Kilnmoor & Sons", "slug": store.slug, "description": ""})
    assert "Kilnmoor &amp; Sons" in page(Client())


def test_a_product_deleted_in_the_admin_is_gone_at_once() -> None:
    product = ProductFactory(slug="mug", name="Mug")
    page(Client())
    staff().post(page_of(product, "delete"), {"post": "yes"})
    assert Client().get(product.get_absolute_url()).status_code == 404


def test_a_new_address_leaves_nothing_at_the_old_one(mug: SaleItem) -> None:
    page(Client())
    edit(mug.product, slug="cup")
    assert Client().get(reverse("shop:product", args=["mug"])).status_code == 404
    assert "Mug" in page(Client(), "cup")


def test_a_sale_that_is_published_shows_at_once() -> None:
    product = ProductFactory(slug="mug")
    assert "not in a sale right now" in page(Client())
    published_sale(product=product, title="Spring drop")
    assert "Spring drop" in page(Client())


def test_what_staff_do_with_a_running_sale_shows_at_once(mug: SaleItem) -> None:
    sale = mug.sale
    assert 'data-phase="live"' in page(Client())
    pause(sale)
    assert 'data-phase="paused"' in page(Client())
    resume(sale)
    assert 'data-phase="live"' in page(Client())
    ends_at = clock.now() + 3 * HOUR
    reschedule(sale, starts_at=sale.starts_at, ends_at=ends_at)
    assert clock.iso(ends_at) in page(Client())
    end_now(sale)
    assert "not in a sale right now" in page(Client())


def test_a_cancelled_sale_is_gone_at_once(mug: SaleItem) -> None:
    page(Client())
    cancel(mug.sale)
    assert "not in a sale right now" in page(Client())


def test_an_edit_counts_when_it_is_committed_and_not_when_it_is_undone(mug: SaleItem) -> None:
    if connection.vendor == "mongodb":
        pytest.skip("Django's atomic does nothing on MongoDB.")
    before = page(Client())
    before_it = edition()
    with transaction.atomic():
        Product.objects.get(slug="mug").save()
        transaction.set_rollback(True)
    assert page(Client()) == before
    with transaction.atomic():
        Product.objects.get(slug="mug").save()
        assert edition() == before_it
    assert edition() != before_it


def test_what_was_read_before_an_edit_is_not_kept_after_it(mug: SaleItem) -> None:
    """The page was being made while staff saved: timeline in `editions`."""

    def make() -> Page:
        Product.objects.get(slug="mug").save()
        return Page(mug.product_id, b"as it was before")

    assert shared_page("mug", visitor=None, make=make) == b"as it was before"
    assert "as it was before" not in page(Client())
