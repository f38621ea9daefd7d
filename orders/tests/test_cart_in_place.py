"""Lines of the cart changed in place: units as a script changes them, and one extension a hold."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from flashsale.answers import JSON
from inventory import api as inventory
from orders.tests.buying import units_by_place
from orders.tests.holding import (
    CART,
    assert_back_in_cart,
    cart_in,
    do,
    held_item,
    hold_of,
    messages_in,
)
from orders.tests.losing import cart_text
from orders.tests.pages import form_to
from orders.tests.unchanged import nothing_changes
from shop.models import Sale, SaleItem

pytestmark = pytest.mark.django_db(transaction=True)


def set_by_script(client: Client, item: SaleItem, units: object) -> tuple[int, dict]:
    """(status, answer) of what the cart's script sends."""
    address = reverse("orders:set_units", args=[item.pk])
    answer = client.post(address, {"quantity": units}, headers={"Accept": JSON})
    return answer.status_code, answer.json()


# Units


@pytest.mark.parametrize("units", [1, 4, 2], ids=["fewer", "more", "the same"])
def test_units_are_changed_in_place_without_restarting_the_clock(
    signed_in: Client, ada: User, units: int
) -> None:
    item = held_item(ada, units=2)
    before = hold_of(ada)
    signed_in.get(CART)

    assert set_by_script(signed_in, item, units) == (
        200, {"units": units, "end": before.expires_at},
    )  # fmt: skip

    after = hold_of(ada)
    assert (after.units, after.expires_at, after.token) == (units, before.expires_at, before.token)
    assert units_by_place(item) == (20 - units, units, 0, 0)
    assert signed_in.cookies["held"].value.endswith(f".{before.expires_at}.{units}")
    assert messages_in(signed_in) == []


@pytest.mark.parametrize(
    ("units", "status", "code"),
    [("0", 400, "bad_quantity"), ("x", 400, "bad_quantity"), ("6", 409, "purchase_limit"),
     ("4", 409, "out_of_stock")],
)  # fmt: skip
def test_a_script_is_told_why_units_can_not_be_had(
    signed_in: Client, ada: User, units: str, status: int, code: str
) -> None:
    item = held_item(ada, units=2, limit_per_buyer=5)
    inventory.add_units(item.pk, units=-17, operation="leave one")
    with nothing_changes():
        found, answer = set_by_script(signed_in, item, units)
    assert (found, answer["error"]["code"]) == (status, code)
    assert messages_in(signed_in) == []


def test_a_script_is_told_that_the_time_ran_out(signed_in: Client, ada: User) -> None:
    item = held_item(ada)
    inventory.release(item.pk, buyer=ada.pk)
    status, answer = set_by_script(signed_in, item, 1)
    assert (status, answer["error"]["code"]) == (409, "hold_expired")


# More time


@pytest.mark.parametrize(
    ("seconds", "words", "longest"),
    [(90, "90 seconds", "690 seconds"), (120, "2 minutes", "12 minutes"),
     (3_000, "50 minutes", "1 hour"), (60, "1 minute", "11 minutes")],
)  # fmt: skip
def test_a_line_gets_as_much_more_time_as_its_sale_sets_once_and_the_button_says_how_much(
    signed_in: Client, ada: User, seconds: int, words: str, longest: str
) -> None:
    item = held_item(ada, hold_seconds=600, extension_seconds=seconds)
    before = hold_of(ada)

    page = cart_text(signed_in)
    assert f"More time: {words}<" in page
    assert f"More time is given once: {longest} in all, at the longest." in page
    form = form_to(signed_in.get(CART), reverse("orders:extend", args=[item.pk]))
    for _ in range(2):
        assert_back_in_cart(signed_in.post(form.action, form.fields))

    assert hold_of(ada).expires_at == before.expires_at + 1_000 * seconds
    (line,) = cart_in(signed_in).lines
    assert (line.is_extended, line.can_extend) == (True, False)
    assert "More time" not in cart_text(signed_in)


def test_a_sale_that_gives_no_more_time_offers_none(signed_in: Client, ada: User) -> None:
    item = held_item(ada, extension_seconds=0)
    assert "More time" not in cart_text(signed_in)
    with nothing_changes():
        assert_back_in_cart(do(signed_in, "extend", item))
    assert messages_in(signed_in) == [inventory.NotExtendable.message]


def test_the_cap_is_the_one_that_the_sale_has_now(signed_in: Client, ada: User) -> None:
    """Staff may lower it while somebody looks at the button."""
    item = held_item(ada, extension_seconds=600)
    before = hold_of(ada)
    signed_in.get(CART)
    Sale.objects.update(extension_seconds=30)
    do(signed_in, "extend", item)
    assert hold_of(ada).expires_at == before.expires_at + 30_000
