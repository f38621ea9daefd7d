"""Redis is away: the shop stays open, says so, loses nothing, and goes on by itself."""

import json
import time
from collections.abc import Iterator

import pytest

from flashsale.testing.shop import Shop, running_shop
from flashsale.testing.shopper import Shopper

ON_DISK_SECONDS = 1.5  # appendfsync everysec
PAGES = ("/", "/sales/", "/products/", "/cart/", "/orders/", "/leaderboard/", "/accounts/profile/")


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with running_shop(with_celery=True) as running:
        yield running


@pytest.fixture
def sale(shop: Shop) -> tuple[str, str]:
    """A live sale of 20 units; its slug and the item's id."""
    made = json.loads(shop.manage("start_sale", "--json", "--units", "20"))
    return made["sale"], made["items"][0]["id"]


def test_while_redis_is_away_nothing_is_lost_and_all_goes_on_when_it_is_back(
    shop: Shop, sale: tuple[str, str]
) -> None:
    slug, item = sale
    holder, leaver = Shopper(shop.url), Shopper(shop.url)
    holder.register("Grace Hopper", "grace@example.com")
    leaver.register("Ada Lovelace", "ada@example.com")
    assert holder.reserve(item, units=2)[0] == 201
    assert leaver.get("/accounts/profile/").url.endswith("/accounts/profile/")
    session_before = {cookie.name: cookie.value for cookie in leaver.cookies}
    time.sleep(ON_DISK_SECONDS)

    shop.stop("Valkey")

    # Pages still render, with a notice, and people stay signed in.
    for page in (*PAGES, f"/sales/{slug}/"):
        answer = holder.get(page)
        assert (page, answer.status) == (page, 200)
        assert "be shown right now" in answer.text, page
        assert "Grace" in answer.text or "/accounts/profile/" in answer.text, page
    # What can't be done is said, and when to try again.
    status, body = holder.reserve(item, units=3)
    assert (status, body["error"]["code"]) == (503, "unavailable")
    answer = holder.get(f"/sales/{slug}/stock.json")
    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert holder.get("/readyz").json()["redis"] == "away"
    assert holder.get("/readyz").status == 503
    assert holder.get("/healthz").status == 200
    # Somebody signs out.
    leaver.submit("/accounts/profile/", action="/accounts/logout/")

    shop.start_valkey()
    shop.wait_until_ready()

    # All goes on by itself: the hold is there, and can be raised and paid.
    assert holder.stock(slug)["items"][item]["held"] == 2
    assert holder.reserve(item, units=3)[0] == 201
    assert "/orders/" in holder.check_out().url
    stock = holder.stock(slug)["items"][item]
    assert (stock["available"], stock["held"], stock["sold"]) == (17, 0, 3)
    assert "agree" in shop.manage("verify_stock")
    # Who signed out meanwhile stays out, also with the cookie of before.
    thief = Shopper(shop.url)
    cookie = "; ".join(f"{name}={value}" for name, value in session_before.items())
    answer = thief.get("/accounts/profile/", Cookie=cookie)
    assert "/accounts/login/" in answer.url
