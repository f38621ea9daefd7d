"""What the clients of the five systems find, in one shop that runs."""

import pytest

from flashsale.tests.clients import a, b, c, d, e
from flashsale.tests.clients.conftest import Furnished

pytestmark = [pytest.mark.own_database, pytest.mark.any_database]


def test_a_buys_what_is_left_of_what_it_chose_when_one_hold_ran_out(shop: Furnished) -> None:
    seen = a.visit(shop.url, sales=(shop.short, shop.long))

    assert seen.bought == seen.chosen[1]
    assert seen.available_while_held == seen.available_before - 1
    assert seen.available_after == seen.available_before


def test_b_sells_and_buys_with_signed_requests_and_a_code(shop: Furnished) -> None:
    seen = b.visit(shop.url)

    assert (seen.adjusted["units"], seen.adjusted["pool"]["units"]) == (5, 15)
    assert [(line["units"], line["subtotal"]) for line in seen.cart["items"]] == [(3, "120.00")]
    assert (seen.discount["amount"], seen.discount["total"]) == ("12.00", "108.00")
    assert {name: seen.order[name] for name in ("status", "discount_code", "total")} == {
        "status": "placed",
        "discount_code": "WELCOME10",
        "total": "108.00",
    }
    places = ("units", "available", "held", "claimed", "sold")
    assert [seen.inventory[place] for place in places] == [15, 12, 0, 0, 3]
    assert [movement["kind"] for movement in seen.inventory["ledger"]["items"]] == [
        "settle",
        "claim",
        "reserve",
        "add_units",
        "open",
    ]
    assert seen.refusals == ("scope", "forbidden", "replayed")


def test_c_buys_in_an_active_sale_and_finds_itself_on_the_leaderboard(shop: Furnished) -> None:
    seen = c.visit(shop.url)

    (line,) = seen.order["lines"]
    assert (seen.order["status"], line["item"], line["units"]) == ("placed", seen.item, 2)
    assert seen.available_after == seen.available_before - 2
    (place,) = seen.order["places"]
    assert {name: seen.row[name] for name in ("place", "name", "units", "placed_at")} == {
        "place": place["place"],
        "name": "Grace H.",
        "units": 2,
        "placed_at": seen.order["placed_at"],
    }
    assert seen.refusals == ("signed_out", "purchase_limit")


def test_d_reserves_orders_and_cancels_what_an_admin_started(shop: Furnished) -> None:
    seen = d.visit(shop.url)

    assert (seen.product["name"], seen.product["price"]) == ("Field Lamp", "80.00")
    assert seen.caches[1] == "hit"
    assert "Field Lamp" in [product["name"] for product in seen.trending["items"]]
    assert seen.held["units"] == 2
    assert [(told["available"], told["held"], told["sold"]) for told in seen.stocks] == [
        (20, 0, 0),
        (18, 2, 0),
        (18, 0, 2),
        (20, 0, 0),
    ]
    assert [row["id"] for row in seen.orders["items"]] == [seen.order["id"]]
    assert (seen.order["status"], seen.order["total"]) == ("placed", "128.00")
    assert (seen.cancelled["status"], seen.cancelled["refunded"]) == ("cancelled", "128.00")
    assert seen.refusals == ("forbidden", "not_found")


def test_e_is_told_clearly_why_it_cannot_buy_and_sells_exactly_what_there_is(
    shop: Furnished,
) -> None:
    seen = e.visit(shop.url)

    assert seen.refusals == (
        "not_open",
        "purchase_limit",
        "purchase_limit",
        "out_of_stock",
        "out_of_stock",
    )
    assert [order["lines"][0]["units"] for order in seen.orders] == [2, 1]
    assert [(row["place"], row["name"], row["units"]) for row in seen.leaderboard["items"]] == [
        (1, "Emmy N.", 2),
        (2, "Sofia K.", 1),
    ]
