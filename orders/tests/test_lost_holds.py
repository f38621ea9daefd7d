"""A hold that Redis lost: the shopper is told so, and is told nothing of the kind otherwise."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.tests.factories import UserFactory
from flashsale import clock
from inventory import api as inventory
from orders.models import Order
from orders.tests.buttons import bought, checkout_form, pay
from orders.tests.buying import units_by_place
from orders.tests.holding import CART, assert_back_in_cart, cart_in, do, held_item, messages_in
from orders.tests.losing import (
    LOST,
    RESTORING,
    cart_text,
    lose_and_rebuild,
    lose_everything,
    lose_pool,
    rebuild_all,
    text_at,
)
from orders.tests.pages import form_to
from orders.tests.pressing import press
from shop.models import SaleItem
from shop.running import cancel

pytestmark = pytest.mark.django_db(transaction=True)

EMPTY = "Your cart is empty."


def test_the_cart_says_so_each_time_until_the_unit_is_held_again(
    signed_in: Client, ada: User
) -> None:
    item = held_item(ada, units=2)
    signed_in.get(CART)

    lose_and_rebuild(item)

    for _ in range(2):
        page = cart_text(signed_in)
        assert LOST in page
        assert item.product.name in page
        assert EMPTY not in page
    again = form_to(signed_in.get(CART), reverse("orders:reserve", args=[item.pk]))
    assert again.fields["quantity"] == "2"
    assert_back_in_cart(signed_in.post(again.action, again.fields))
    assert LOST not in cart_text(signed_in)
    assert units_by_place(item) == (18, 2, 0, 0)


def test_while_the_pool_is_missing_the_cart_says_neither_lost_nor_empty(
    signed_in: Client, ada: User
) -> None:
    item = held_item(ada)
    signed_in.get(CART)

    lose_everything()

    for _ in range(2):
        page = cart_text(signed_in)
        assert RESTORING in page
        assert item.product.name in page
        assert (LOST in page, EMPTY in page) == (False, False)
    rebuild_all(item)
    assert LOST in cart_text(signed_in)


def test_a_hold_that_came_back_with_its_pool_was_not_lost(signed_in: Client, ada: User) -> None:
    item = held_item(ada, units=2)
    signed_in.get(CART)
    lose_pool(item)
    assert RESTORING in cart_text(signed_in)

    rebuild_all(item)

    page = cart_text(signed_in)
    assert (LOST in page, RESTORING in page) == (False, False)
    assert [line.units for line in cart_in(signed_in).lines] == [2]


def test_a_hold_that_comes_back_while_the_cart_is_read_was_not_lost(
    signed_in: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = held_item(ada, units=2)
    signed_in.get(CART)
    lose_pool(item)

    def stocks_after_the_rebuild(pool_ids: list[UUID]) -> dict[str, inventory.Stock | None]:
        monkeypatch.undo()
        rebuild_all(item)
        return inventory.stocks(pool_ids)

    monkeypatch.setattr(inventory, "stocks", stocks_after_the_rebuild)
    seen = signed_in.get(CART).context["seen"]

    assert [line.units for line in seen.cart.lines] == [2]
    assert (seen.lost, seen.restoring) == ((), ())


def test_what_is_lost_can_be_put_away(signed_in: Client, ada: User) -> None:
    item, other = held_item(ada), held_item(ada)
    signed_in.get(CART)
    lose_and_rebuild(item, other)
    address = reverse("orders:release", args=[item.pk]) + "?put_away"

    form = form_to(signed_in.get(CART), address)
    assert_back_in_cart(signed_in.post(form.action, form.fields))

    assert [gone.item for gone in signed_in.get(CART).context["seen"].lost] == [other]
    assert messages_in(signed_in) == []


# What is not lost


def _let_go(signed_in: Client, item: SaleItem) -> None:
    signed_in.get(do(signed_in, "release", item)["Location"])


def _buy(signed_in: Client, item: SaleItem) -> None:
    bought(pay(signed_in, checkout_form(signed_in)))


def _cancel(signed_in: Client, item: SaleItem) -> None:
    cancel(item.sale)


@pytest.mark.parametrize("end", [_let_go, _buy, _cancel], ids=["let go", "bought", "cancelled"])
def test_a_hold_that_ended_before_the_loss_was_not_lost(
    signed_in: Client, ada: User, end: Callable[[Client, SaleItem], None]
) -> None:
    item = held_item(ada)
    signed_in.get(CART)
    end(signed_in, item)

    lose_and_rebuild(item)

    page = cart_text(signed_in)
    assert (LOST in page, EMPTY in page) == (False, True)


def test_a_hold_whose_time_ran_out_was_not_lost(signed_in: Client, ada: User) -> None:
    """The browser's memory of it ended with it; here it is older than the cart."""
    item = held_item(ada)
    signed_in.get(CART)
    lose_and_rebuild(item)
    assert LOST in cart_text(signed_in)

    holder, entry = signed_in.cookies["held"].value.split("_")
    item_id, epoch, _, units = entry.split(".")
    over = clock.to_ms(clock.now() - timedelta(seconds=1))
    signed_in.cookies["held"] = f"{holder}_{item_id}.{epoch}.{over}.{units}"

    page = cart_text(signed_in)
    assert (LOST in page, EMPTY in page) == (False, True)


def test_what_was_let_go_on_another_device_was_not_lost(signed_in: Client, ada: User) -> None:
    item = held_item(ada)
    signed_in.get(CART)
    inventory.release(item.pk, buyer=ada.pk)

    page = cart_text(signed_in)

    assert (LOST in page, EMPTY in page) == (False, True)
    lose_and_rebuild(item)
    assert LOST not in cart_text(signed_in)


def test_who_bought_one_before_is_told_of_the_next_that_was_lost(
    signed_in: Client, ada: User
) -> None:
    item = held_item(ada, units=1, hold_seconds=600)
    order = bought(pay(signed_in, checkout_form(signed_in)))
    Order.objects.filter(pk=order.pk).update(created_at=clock.now() - timedelta(seconds=30))
    inventory.reserve(item.pk, buyer=ada.pk, units=1)
    signed_in.get(CART)

    lose_and_rebuild(item)

    assert LOST in cart_text(signed_in)


def test_the_next_who_signs_in_here_is_told_nothing(signed_in: Client, ada: User) -> None:
    item = held_item(ada)
    signed_in.get(CART)
    signed_in.force_login(UserFactory())

    lose_and_rebuild(item)

    page = cart_text(signed_in)
    assert (LOST in page, EMPTY in page) == (False, True)


# The buttons of a line


@pytest.mark.parametrize("action", ["release", "set_units", "extend"])
def test_the_buttons_of_a_lost_line_lead_to_the_one_sentence(
    signed_in: Client, ada: User, action: str
) -> None:
    item = held_item(ada)
    signed_in.get(CART)
    lose_and_rebuild(item)

    assert_back_in_cart(do(signed_in, action, item, quantity=1))

    page = signed_in.get(CART)
    assert [str(message) for message in page.context["messages"]] == []
    assert LOST in page.content.decode()
    assert units_by_place(item) == (20, 0, 0, 0)


@pytest.mark.parametrize("action", ["release", "set_units", "extend"])
def test_while_the_pool_is_missing_the_buttons_of_a_line_say_so_and_lose_nothing(
    signed_in: Client, ada: User, action: str
) -> None:
    item = held_item(ada, units=2)
    signed_in.get(CART)
    lose_pool(item)

    assert_back_in_cart(do(signed_in, action, item, quantity=1))

    page = signed_in.get(CART)
    assert [str(message) for message in page.context["messages"]] == [
        "The count is being restored. Please try again in a moment."
    ]
    rebuild_all(item)
    assert [line.units for line in cart_in(signed_in).lines] == [2]


# The pages with the button


def test_the_pages_with_the_button_say_so_and_the_button_is_there(
    signed_in: Client, ada: User
) -> None:
    item = held_item(ada)
    signed_in.get(CART)
    lose_and_rebuild(item)

    for path in (item.sale.get_absolute_url(), item.product.get_absolute_url(), "/"):
        page = text_at(signed_in, path)
        assert LOST in page, path
        assert 'data-reserve="refused"' in page, path
        assert 'data-state="ready"' in page, path
    assert press(signed_in, item).status_code == 201
    assert LOST not in text_at(signed_in, item.sale.get_absolute_url())


def test_a_page_of_a_hold_that_was_not_lost_says_nothing(signed_in: Client, ada: User) -> None:
    item = held_item(ada)
    signed_in.get(CART)
    assert LOST not in text_at(signed_in, item.sale.get_absolute_url())
    inventory.release(item.pk, buyer=ada.pk)
    assert LOST not in text_at(signed_in, item.sale.get_absolute_url())


# The cookie


def test_the_cookie_lasts_ten_minutes_longer_than_the_holds_and_holds_no_token(
    signed_in: Client, ada: User
) -> None:
    item = held_item(ada, units=2, hold_seconds=600)

    cookie = signed_in.get(CART).cookies["held"]

    (hold,) = inventory.holds_of(ada.pk).holds
    assert cookie.value == f"{ada.pk.hex[:8]}_{item.pk}.1.{hold.expires_at}.2"
    assert 1195 < int(cookie["max-age"]) <= 1200
    assert (cookie["samesite"], cookie["path"]) == ("Lax", "/")


def test_a_browser_that_was_shown_nothing_gets_no_cookie(signed_in: Client) -> None:
    assert "held" not in signed_in.get(CART).cookies


@pytest.mark.parametrize(
    "value",
    ["", "_", "{holder}", "{holder}_", "{holder}_x", "{holder}_{item}", "{holder}_{item}.0.1.1",
     "{holder}_{item}.0.9999999999999.99999", "{holder}_{item}.-1.9999999999999.1",
     "{holder}_00000000-0000-0000-0000-000000000000.0.9999999999999.1",
     "x_{item}.0.9999999999999.1",
     "{holder}" + "_{item}.1.9999999999999.1" * 500],
    ids=lambda value: value[:40] or "empty",
)  # fmt: skip
def test_a_cookie_that_says_nothing_true_is_as_good_as_none(
    signed_in: Client, ada: User, value: str
) -> None:
    item = held_item(UserFactory())
    signed_in.cookies["held"] = value.format(holder=ada.pk.hex[:8], item=item.pk)
    for path in (CART, item.sale.get_absolute_url()):
        assert LOST not in text_at(signed_in, path)


def test_a_cart_from_which_nothing_is_missing_takes_no_more_queries(
    signed_in: Client, ada: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    held_item(ada)
    signed_in.get(CART)
    with django_assert_max_num_queries(5):
        signed_in.get(CART)
