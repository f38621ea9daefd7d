"""The clock of one of two hosts is ten minutes wrong: ahead, or behind."""

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookies import SimpleCookie

import pytest

from flashsale.testing.rush_shop import RushShop
from flashsale.testing.selling_out import sell_out
from flashsale.testing.shopper import Shopper

pytestmark = [pytest.mark.slow, pytest.mark.faults]

TEN_MINUTES = 600
SLACK_SECONDS = 4
HOLD_SECONDS = 5

SALES = """
from django.core.management import call_command
from shop.models import Sale
def start(**options):
    call_command("start_sale", as_json=True, units=5, **options)
start(starts_in=300.0)
start()
call_command("end_sale", Sale.objects.latest("published_at").slug)
start(minutes=5.0)
"""
WORK = """
from orders.tasks import resume_placements
from shop.tasks import settle_sales, sweep_holds
sweep_holds(), settle_sales(), resume_placements()
"""


@dataclass(frozen=True, slots=True)
class Host:
    """Where it answers, and how wrong its clock is."""

    url: str
    seconds_ahead: int


@pytest.fixture(params=[TEN_MINUTES, -TEN_MINUTES], ids=["ahead", "behind"])
def host(request: pytest.FixtureRequest, shop: RushShop) -> Host:
    """A second host of the shop, pages and lane, whose own clock is wrong."""
    url = shop.start_host(seconds_ahead=request.param)
    shop.wait_for_host(url)
    return Host(url, request.param)


def test_with_a_wrong_clock_no_unit_is_lost_and_holds_and_sales_end_by_rediss_clock(
    shop: RushShop, host: Host
) -> None:
    assert _its_clock(host) - time.time() == pytest.approx(host.seconds_ahead, abs=SLACK_SECONDS)

    crowd = shop.crowd(host.url)
    crowd.start()
    _assert_sales_open_and_end_in_time(shop, host)
    _assert_holds_last_as_long_as_they_should(shop, host)
    _assert_people_stay_signed_in(shop, host)
    crowd.end()

    shop.resume()
    shop.assert_nothing_lost(crowd)
    sell_out(shop)
    shop.assert_nothing_lost(crowd)


def _its_clock(host: Host) -> float:
    """What the process itself takes for the time, by the cookie that it makes."""
    headers = Shopper(host.url).get("/accounts/login/").headers
    token = SimpleCookie(headers["set-cookie"])["csrftoken"]
    return parsedate_to_datetime(token["expires"]).timestamp() - int(token["max-age"])


def _assert_sales_open_and_end_in_time(shop: RushShop, host: Host) -> None:
    """A sale of the future sells nothing yet, and one that is over sells nothing any more."""
    upcoming, over, soon_over = _sales(shop)
    shopper = shop.newcomer(host.url)
    for sale, code, phase in ((upcoming, "not_open", "upcoming"), (over, "ended", "ended")):
        item = sale["items"][0]["id"]
        status, body = shopper.reserve(item)
        assert (status, body["error"]["code"]) == (409, code)
        assert shopper.stock(sale["sale"])["phase"] == phase
    # Nor does background work at that host end or give up what is not due by Redis's clock.
    shop.manage_by_wrong_clock("shell", "--command", WORK, seconds_ahead=host.seconds_ahead)
    assert shopper.reserve(soon_over["items"][0]["id"])[0] == 201
    assert shopper.stock(soon_over["sale"])["phase"] == "live"


def _sales(shop: RushShop) -> list[dict]:
    """One that starts in five minutes, one that is over, one that is over in five minutes."""
    printed = shop.manage("shell", "--verbosity", "0", "--command", SALES)
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]


def _assert_holds_last_as_long_as_they_should(shop: RushShop, host: Host) -> None:
    made = json.loads(
        shop.manage("start_sale", "--json", "--units", "1", "--hold-seconds", str(HOLD_SECONDS))
    )
    item = made["items"][0]["id"]
    holder, waiting = shop.newcomer(host.url), shop.newcomer(host.url)
    status, held = holder.reserve(item)
    assert status == 201
    assert held["seconds_left"] == HOLD_SECONDS
    ends_at = datetime.fromisoformat(held["expires_at"]).timestamp()
    assert ends_at - time.time() == pytest.approx(HOLD_SECONDS, abs=SLACK_SECONDS)
    told = holder.stock(made["sale"])
    server_time = datetime.fromisoformat(told["server_time"])
    assert abs(server_time - datetime.now(UTC)).total_seconds() < SLACK_SECONDS
    # Neither too early nor too late: it can be had when the hold is over.
    assert waiting.reserve(item)[0] == 409
    time.sleep(max(0.0, ends_at - time.time()))
    assert waiting.reserve(item)[0] == 201
    assert "/orders/" in waiting.check_out().url


def _assert_people_stay_signed_in(shop: RushShop, host: Host) -> None:
    """Whoever registers at one host is known at the other."""
    for here, there in ((host.url, shop.url), (shop.url, host.url)):
        visitor = Shopper(here)
        visitor.register("Ada Lovelace", f"ada{here.rsplit(':')[-1]}@example.com")
        visitor.shop = there
        assert visitor.get("/accounts/profile/").url == f"{there}/accounts/profile/"
