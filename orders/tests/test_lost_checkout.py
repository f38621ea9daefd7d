"""The checkout of a hold that Redis lost: nothing is bought, and it is told why."""

import pytest
from django.test import Client

from accounts.models import User
from inventory import api as inventory
from orders.models import Order
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
from orders.tests.losing import LOST, cart_text, lose_and_rebuild, lose_pool, rebuild_all, text_at
from orders.tests.pages import form_to

pytestmark = pytest.mark.django_db(transaction=True)

TIME_RAN_OUT = "its time ran out"
RESTORING = "The count is being restored."


def words(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


def test_when_all_was_lost_it_leads_to_the_cart_which_says_so_and_not_that_time_ran_out(
    signed_in: Client, ada: User
) -> None:
    item = held_item(ada)
    form = checkout_form(signed_in)
    lose_and_rebuild(item)

    for answer in (signed_in.get(CHECKOUT), pay(signed_in, form)):
        assert (answer.status_code, answer["Location"]) == (303, CART)
        page = signed_in.get(CART)
        assert [str(message) for message in page.context["messages"]] == []
        assert LOST in words(page)
    assert_nothing_bought()
    assert units_by_place(item) == (20, 0, 0, 0)


def test_one_lost_line_is_named_and_the_others_can_be_confirmed(
    signed_in: Client, ada: User
) -> None:
    lost, kept = held_item(ada, units=1), held_item(ada, units=2)
    form = checkout_form(signed_in)
    lose_and_rebuild(lost, kept)
    inventory.reserve(kept.pk, buyer=ada.pk, units=2)

    page = pay(signed_in, form)

    assert page.status_code == 409
    assert f"We lost your hold on {lost.product.name}, sorry:" in words(page)
    assert TIME_RAN_OUT not in words(page)
    assert_nothing_bought()
    assert f"We lost your hold on {lost.product.name}, sorry:" in text_at(signed_in, CHECKOUT)
    order = bought(pay(signed_in, form_to(page, CHECKOUT).fields))
    assert [line.item for line in order.lines.all()] == [kept]
    assert LOST in cart_text(signed_in)


def test_a_line_that_ran_out_is_not_called_lost(signed_in: Client, ada: User) -> None:
    gone = held_item(ada, units=1)
    held_item(ada, units=2)
    form = checkout_form(signed_in)
    inventory.release(gone.pk, buyer=ada.pk)

    page = pay(signed_in, form)

    assert page.status_code == 409
    assert TIME_RAN_OUT in words(page)
    assert "We lost" not in words(page)


@pytest.mark.parametrize("order", ["not started", "started"])
def test_while_the_pool_is_missing_nothing_is_paid_and_the_same_form_pays_later(
    signed_in: Client, ada: User, order: str
) -> None:
    item = held_item(ada, units=2)
    form = checkout_form(signed_in)
    if order == "started":
        begun_order(ada, form)
    lose_pool(item)

    away = pay(signed_in, form)

    assert (away.status_code, away["Retry-After"]) == (503, "2")
    assert "you are told" in words(away)
    assert not Order.objects.filter(status=Order.Status.PLACED).exists()
    rebuild_all(item)
    assert bought(pay(signed_in, form)).status == Order.Status.PLACED
    assert units_by_place(item) == (18, 0, 0, 2)
    assert Order.objects.count() == 1


def test_while_the_pool_of_all_lines_is_missing_the_page_leads_to_the_cart_which_says_so(
    signed_in: Client, ada: User
) -> None:
    item = held_item(ada)
    checkout_form(signed_in)
    lose_pool(item)

    answer = signed_in.get(CHECKOUT)

    assert (answer.status_code, answer["Location"]) == (303, CART)
    assert RESTORING in cart_text(signed_in)


def test_while_the_pool_of_one_line_is_missing_the_others_can_be_bought(
    signed_in: Client, ada: User
) -> None:
    missing, there = held_item(ada, units=1), held_item(ada, units=2)
    checkout_form(signed_in)
    lose_pool(missing)

    page = signed_in.get(CHECKOUT)

    assert f"{missing.product.name} can be paid as soon as it is back." in words(page)
    order = bought(pay(signed_in, form_to(page, CHECKOUT).fields))
    assert [line.item for line in order.lines.all()] == [there]
