"""Who bought, through the API."""

import pytest
from django.test import Client

from accounts.tests.factories import UserFactory
from flashsale import clock
from orders.cancelling import cancel
from orders.tests.api.calling import get, refusal, told
from orders.tests.buying import placed_order
from shop.models import Sale
from shop.tests.factories import SaleFactory, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sale(db: None) -> Sale:
    """Bought from by Ada, Grace and Edsger, of whom Grace cancelled."""
    sale = published_sale(title="Spring drop", slug="spring-drop")
    for name in ("Ada Lovelace", "Grace Hopper", "Edsger Dijkstra"):
        order = placed_order(sale, buyer=UserFactory(name=name), units=2)
        if name.startswith("Grace"):
            cancel(order)
    return sale


def rows_of(board: dict) -> list[tuple[int, str]]:
    return [(row["place"], row["name"]) for row in board["items"]]


def test_the_buyers_of_a_sale_are_told_in_the_order_of_purchase(client: Client, sale: Sale) -> None:
    """To anybody; whatever the sale is called by."""
    for named in (str(sale.pk), "spring-drop"):
        board = told(get(client, "leaderboard", sale=named), 200)

        assert rows_of(board) == [(1, "Ada L."), (3, "Edsger D.")]
        assert (board["page"], board["pages"], board["count"]) == (1, 1, 2)


def test_a_row_tells_units_time_and_sale(client: Client, sale: Sale) -> None:
    row = told(get(client, "leaderboard", sale=str(sale.pk)), 200)["items"][0]

    placed_at = sale.places.get(place=1).order.placed_at
    assert row == {
        "place": 1,
        "name": "Ada L.",
        "units": 2,
        "placed_at": clock.iso(placed_at),
        "sale": {"id": str(sale.pk), "slug": "spring-drop", "title": "Spring drop"},
    }


def test_without_a_sale_the_latest_buyers_of_all_are_told_first(client: Client, sale: Sale) -> None:
    placed_order(published_sale(), buyer=UserFactory(name="Alan Turing"))

    board = told(get(client, "leaderboard"), 200)

    assert rows_of(board) == [(1, "Alan T."), (3, "Edsger D."), (1, "Ada L.")]


def test_it_comes_a_page_at_a_time(client: Client, sale: Sale) -> None:
    pages = [
        told(get(client, "leaderboard", sale=str(sale.pk), limit=1, page=page), 200)
        for page in (1, 2, 3)
    ]

    assert [rows_of(page) for page in pages] == [[(1, "Ada L.")], [(3, "Edsger D.")], []]
    assert {page["pages"] for page in pages} == {2}


def test_a_sale_that_nobody_may_see_has_no_board(client: Client) -> None:
    draft = SaleFactory()

    for named in (str(draft.pk), draft.slug, "no-such-sale", "0"):
        refusal(get(client, "leaderboard", sale=named), 404, "not_found")
