"""A line of the cart: let go, other units, more time; by whoever holds it only."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import UserFactory
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
from orders.tests.pages import form_to
from orders.tests.unchanged import nothing_changes
from shop.models import SaleItem
from shop.running import end_now

pytestmark = pytest.mark.django_db(transaction=True)

EXTENSION_MS = 120_000


def test_a_line_can_be_let_go(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)

    form = form_to(signed_in.get(CART), reverse("orders:release", args=[item.pk]))
    assert_back_in_cart(signed_in.post(form.action, form.fields))

    page = signed_in.get(CART)
    assert page.context["cart"].lines == ()
    assert [str(message) for message in page.context["messages"]] == [
        "Let go. Somebody else can have it now."
    ]
    assert units_by_place(item) == (20, 0, 0, 0)


def test_letting_go_again_does_nothing_and_says_nothing(signed_in: Client, ada: User) -> None:
    item = held_item(ada)
    inventory.reserve(item.pk, buyer=UserFactory().pk, units=3)
    inventory.release(item.pk, buyer=ada.pk)

    with nothing_changes():
        assert_back_in_cart(do(signed_in, "release", item))

    assert messages_in(signed_in) == []


@pytest.mark.parametrize("units", [1, 4, 2], ids=["fewer", "more", "the same"])
def test_the_units_of_a_line_can_be_changed_and_its_clock_runs_on(
    signed_in: Client, ada: User, units: int
) -> None:
    item = held_item(ada, units=2)
    before = hold_of(ada)

    form = form_to(signed_in.get(CART), reverse("orders:set_units", args=[item.pk]))
    assert form.fields.pop("quantity") == "2"
    assert_back_in_cart(signed_in.post(form.action, {**form.fields, "quantity": units}))

    after = hold_of(ada)
    assert (after.units, after.expires_at, after.token) == (units, before.expires_at, before.token)
    assert units_by_place(item) == (20 - units, units, 0, 0)
    assert messages_in(signed_in) == []


@pytest.mark.parametrize(
    ("quantity", "message"),
    [
        ("0", "Choose a whole number of units, from 1 to 1,000."),
        ("-1", "Choose a whole number of units, from 1 to 1,000."),
        ("1.5", "Choose a whole number of units, from 1 to 1,000."),
        ("abc", "Choose a whole number of units, from 1 to 1,000."),
        ("", "Choose a whole number of units, from 1 to 1,000."),
        ("1000000000", "Choose a whole number of units, from 1 to 1,000."),
        ("6", "Each person can have 5 units here, and you have 2."),
        ("4", "Only 1 left. Choose fewer."),
        ("1" * 2_000_000, "That was far more than a number of units."),
    ],
    ids=lambda text: text[:10],
)
def test_a_number_of_units_that_can_not_be_had_changes_nothing(
    signed_in: Client, ada: User, quantity: str, message: str
) -> None:
    item = held_item(ada, units=2, limit_per_buyer=5)
    inventory.add_units(item.pk, units=-17, operation="leave one")

    with nothing_changes():
        assert_back_in_cart(do(signed_in, "set_units", item, quantity=quantity))

    assert messages_in(signed_in) == [message]


def test_units_can_be_lowered_but_not_raised_after_the_end(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)
    end_now(item.sale)

    do(signed_in, "set_units", item, quantity=3)
    assert (hold_of(ada).units, messages_in(signed_in)) == (2, ["This sale has ended."])
    do(signed_in, "set_units", item, quantity=1)
    assert (hold_of(ada).units, messages_in(signed_in)) == (1, [])


def test_a_line_gets_more_time_once(signed_in: Client, ada: User) -> None:
    item = held_item(ada)
    before = hold_of(ada)

    form = form_to(signed_in.get(CART), reverse("orders:extend", args=[item.pk]))
    assert_back_in_cart(signed_in.post(form.action, form.fields))

    assert hold_of(ada).expires_at == before.expires_at + EXTENSION_MS
    (line,) = cart_in(signed_in).lines
    assert not line.can_extend
    with nothing_changes():
        assert_back_in_cart(do(signed_in, "extend", item))
    assert messages_in(signed_in) == ["A hold can be extended once, and this one was."]


@pytest.mark.parametrize("action", ["set_units", "extend"])
def test_a_line_whose_time_is_over_can_not_be_kept(
    signed_in: Client, ada: User, run_out: Callable[[SaleItem, User], None], action: str
) -> None:
    item = held_item(ada)
    run_out(item, ada)

    assert_back_in_cart(do(signed_in, action, item, quantity=1))

    assert messages_in(signed_in) == [inventory.HoldExpired.message]
    assert inventory.holds_of(ada.pk).holds == ()
    assert units_by_place(item) == (20, 0, 0, 0)


@pytest.mark.parametrize("action", ["release", "set_units", "extend"])
def test_nobody_can_touch_what_somebody_else_holds(signed_in: Client, action: str) -> None:
    bob = UserFactory()
    item = held_item(bob, units=2)
    before = hold_of(bob)

    with nothing_changes():
        assert_back_in_cart(do(signed_in, action, item, quantity=1))

    assert hold_of(bob) == before


@pytest.mark.parametrize("action", ["release", "set_units", "extend"])
def test_a_line_is_changed_by_forms_only(signed_in: Client, ada: User, action: str) -> None:
    item = held_item(ada)
    address = reverse(f"orders:{action}", args=[item.pk])
    with nothing_changes():
        assert signed_in.get(address).status_code == 405
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(ada)
        assert strict.post(address, {"quantity": 1}).status_code == 403


def test_a_form_with_its_token_is_let_through(ada: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    item = held_item(ada, units=2)
    form = form_to(strict.get(CART), reverse("orders:set_units", args=[item.pk]))

    assert_back_in_cart(strict.post(form.action, {**form.fields, "quantity": 1}))

    assert hold_of(ada).units == 1
