"""What shoppers see of a product that comes in sizes or colours."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.tests.factories import UserFactory
from inventory import api as inventory
from shop.models import Sale, SaleItem
from shop.phases import Phase
from shop.publishing import publish
from shop.selectors.sale_views import sale_views
from shop.tests.factories import SaleFactory, SaleItemFactory, shoe, shoe_sale

pytestmark = pytest.mark.django_db(transaction=True)


def page_at(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def item_in(sale: Sale, size: str) -> SaleItem:
    return SaleItem.objects.get(sale=sale, variant__name=size)


SAME = {"41": "80.00", "42": "80.00"}


def test_a_product_in_sizes_is_one_offer_with_a_form_for_each(client: Client) -> None:
    sale = shoe_sale(prices=SAME)
    for path in (sale.get_absolute_url(), item_in(sale, "41").product.get_absolute_url()):
        page = page_at(client, path)
        assert page.count('class="price__now"') == 1
        for size in SAME:
            item = item_in(sale, size)
            assert page.count(f'data-item="{item.pk}"') == 1
            assert f'data-name="Gantry Court, {size}"' in page
            assert f'action="/rush/items/{item.pk}/reserve/"' in page
            assert f"Units of Gantry Court, {size}</label>" in page
            assert f'Reserve<span class="visually-hidden"> Gantry Court, {size}</span>' in page


def test_a_size_that_is_sold_out_is_told_apart_and_the_others_can_be_had(client: Client) -> None:
    sale = shoe_sale(prices=SAME, units=1)
    gone, left = item_in(sale, "41"), item_in(sale, "42")
    hold = inventory.reserve(gone.pk, buyer="ada", units=1).hold
    inventory.claim(gone.pk, order="order", buyer="ada", units=1, token=hold.token)
    inventory.settle(gone.pk, order="order")

    page = page_at(client, sale.get_absolute_url())

    assert f'data-item="{gone.pk}" data-state="sold_out"' in page
    assert f'data-item="{left.pk}" data-state="low"' in page
    [view] = sale_views([sale], buyer=None)
    assert view.phase is Phase.LIVE


def test_what_is_held_of_one_size_is_shown_at_that_size(client: Client) -> None:
    ada = UserFactory()
    client.force_login(ada)
    sale = shoe_sale(prices=SAME)
    inventory.reserve(item_in(sale, "42").pk, buyer=ada.pk, units=2)
    [view] = sale_views([sale], buyer=ada.pk)
    assert [offer.hold.units if offer.hold else 0 for offer in view.items] == [0, 2]
    page = page_at(client, sale.get_absolute_url())
    assert page.count('data-reserve="held"') == 1


def test_sizes_may_cost_differently(client: Client) -> None:
    sale = shoe_sale(prices={"41": "80.00", "42": "95.00"})
    page = page_at(client, sale.get_absolute_url())
    assert "from €80.00" in page.replace("€ ", "€").replace("€\N{NO-BREAK SPACE}", "€")
    assert page.count('class="variant__price"') == 2


def test_products_in_sizes_come_first_and_a_sale_counts_its_products(client: Client) -> None:
    sale: Sale = SaleFactory()
    for name in ("Ash", "Birch", "Cedar"):
        SaleItemFactory(sale=sale, product__name=name)
    for variant in shoe("Zebra", sizes={"L": 5, "S": 5}):
        SaleItemFactory(sale=sale, product=variant.product, variant=variant, units=1)
    publish(sale)

    [view] = sale_views([sale], buyer=None)

    assert [piece.product.name for piece in view.pieces] == ["Zebra", "Ash", "Birch", "Cedar"]
    labels = [offer.item.label for offer in view.pieces[0].items]
    assert labels == ["Zebra, L", "Zebra, S"]
    card = page_at(client, "/sales/")
    assert card.count('class="line__name"') == 3
    assert "and 1 more" in card


def test_lists_name_the_sizes_and_say_which_are_sold_out(client: Client) -> None:
    shoe_sale(prices=SAME)
    page = page_at(client, "/sales/")
    assert page.count('class="line__variant"') == 2
    assert page.count('data-when="sold_out"> sold out</span>') == 2


@pytest.mark.parametrize("sizes", [2, 9])
def test_more_sizes_cost_no_more_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, sizes: int
) -> None:
    sale = shoe_sale(prices={str(36 + size): "80.00" for size in range(sizes)})
    client.get(sale.get_absolute_url())
    with django_assert_num_queries(2):
        client.get(sale.get_absolute_url())
